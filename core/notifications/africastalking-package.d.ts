/** The part in use of the africastalking package, which brings no types. */
declare module 'africastalking' {
  interface SmsClient {
    /** Resolves with the body of a 201 answer; rejects with anything at all, the API key included. */
    send(message: { to: string; message: string; from?: string }): Promise<unknown>;
  }
  const createClient: (options: { username: string; apiKey: string }) => { readonly SMS: SmsClient };
  export default createClient;
}

declare module 'africastalking/lib/common.js' {
  /** Read by the client at each call; shared by all clients of the process. */
  const addresses: { SMS_URL: string };
  export default addresses;
}
