import sharp from 'sharp';

const width = 640;
const height = 480;

/** A street with something in it; without faces, plates and words. */
const things = {
  garbage: `<g fill="#4d5b3c"><ellipse cx="300" cy="380" rx="150" ry="52"/><ellipse cx="250" cy="345" rx="70" ry="40" fill="#6b6f52"/><ellipse cx="345" cy="340" rx="64" ry="46" fill="#38424f"/></g><g fill="#e8e2d4"><rect x="215" y="352" width="30" height="18" transform="rotate(-18 215 352)"/><rect x="330" y="372" width="34" height="16" transform="rotate(12 330 372)"/></g>`,
  pothole: `<ellipse cx="330" cy="392" rx="130" ry="38" fill="#2b2723"/><ellipse cx="330" cy="400" rx="96" ry="22" fill="#6d5f4b"/>`,
  light: `<rect x="318" y="96" width="10" height="300" fill="#555"/><path d="M323 100 q70 -30 96 14" stroke="#555" stroke-width="9" fill="none"/><ellipse cx="420" cy="120" rx="24" ry="9" fill="#2e2e33"/>`,
  leak: `<path d="M300 330 q40 -120 70 0" stroke="#9fd4ef" stroke-width="11" fill="none"/><ellipse cx="350" cy="402" rx="190" ry="40" fill="#7fb6d3" opacity=".85"/>`,
  flood: `<rect y="318" width="640" height="162" fill="#86785c"/><path d="M0 340 q80 -12 160 0 t160 0 t160 0 t160 0" stroke="#a99a7b" stroke-width="5" fill="none"/>`,
  tree: `<rect x="110" y="352" width="400" height="30" rx="12" fill="#5c4427" transform="rotate(-7 300 360)"/><g fill="#3f6b35"><circle cx="470" cy="330" r="64"/><circle cx="520" cy="362" r="52"/><circle cx="430" cy="372" r="44"/></g>`,
  blocked: `<path d="M170 410 l110 -110 l120 110z" fill="#c9a86a"/><g fill="#a4523a"><rect x="400" y="352" width="110" height="24"/><rect x="412" y="328" width="96" height="24"/><rect x="400" y="376" width="120" height="26"/></g>`,
  repaired: `<path d="M200 372 h250 l30 50 h-310z" fill="#26262a"/>`,
} as const; // prettier-ignore

export type Scene = keyof typeof things;

const toSvg = (scene: Scene): string => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<rect width="640" height="240" fill="${scene === 'light' ? '#27304d' : '#bcd3df'}"/>
<g fill="${scene === 'light' ? '#3b3a44' : '#c79d6d'}"><rect x="0" y="110" width="190" height="170"/><rect x="470" y="90" width="170" height="190"/></g>
<g fill="#574632"><rect x="40" y="150" width="46" height="52"/><rect x="120" y="190" width="40" height="90"/><rect x="520" y="140" width="50" height="56"/></g>
<rect y="240" width="640" height="60" fill="#a58f6f"/>
<path d="M0 300 h640 v180 h-640z" fill="#716a63"/><path d="M300 300 h40 l60 180 h-160z" fill="#7d766e"/>
${things[scene]}
</svg>`; // prettier-ignore

/** As a phone has photographed it: JPEG. */
export const drawStreet = (scene: Scene): Promise<Buffer> =>
  sharp(Buffer.from(toSvg(scene)))
    .jpeg({ quality: 72 })
    .toBuffer();
