import sharp from 'sharp';

/** A plain picture, made on the spot. */
export const aPicture = (
  format: 'jpeg' | 'png' | 'webp' | 'avif' | 'gif' = 'jpeg',
  width = 64,
  height = 48,
): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#2a7' } })
    .toFormat(format)
    .toBuffer();

/** A phone's photo: lying on its side (EXIF orientation 6), with the place and the maker in its metadata. */
export const aPhonePhoto = (): Promise<Buffer> =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: '#36c' } })
    .jpeg()
    .withExif({
      IFD0: { Make: 'SecretPhone', Artist: 'Mado K.' },
      IFD3: { GPSLatitude: '4/1 19/1 30/1', GPSLatitudeRef: 'S' },
    })
    .withMetadata({ orientation: 6 })
    .toBuffer();
