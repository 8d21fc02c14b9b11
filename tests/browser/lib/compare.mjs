// Two pictures of a page, pixel by pixel.

/** A pixel is another when one of its channels is further off than this: antialiasing and palettes stay below. */
const FAR = 48;
/** A pixel has moved a little when it is further off than this; large flat areas must not. */
const NEAR = 3;
/** Shares of all pixels. */
const FAR_MAX = 0.005;
const NEAR_MAX = 0.08;
const MARK = [214, 0, 86];

/**
 * `{ isSame, says, diff }`: whether the two pass for the same, why not, and a
 * picture of where they differ.
 */
export function compare(expected, actual) {
  if (expected.width !== actual.width || expected.height !== actual.height) {
    const says = `it is ${actual.width}×${actual.height}, and was ${expected.width}×${expected.height}`;
    return { isSame: false, says, diff: actual };
  }
  const count = expected.width * expected.height;
  const diff = Buffer.alloc(count * 3);
  let far = 0;
  let near = 0;
  for (let at = 0; at < count * 3; at += 3) {
    const distance = Math.max(
      Math.abs(expected.pixels[at] - actual.pixels[at]),
      Math.abs(expected.pixels[at + 1] - actual.pixels[at + 1]),
      Math.abs(expected.pixels[at + 2] - actual.pixels[at + 2]),
    );
    if (distance > NEAR) near += 1;
    if (distance > FAR) {
      far += 1;
      diff.set(MARK, at);
    } else {
      const grey = 255 - ((255 - actual.pixels[at + 1]) >> 2) - Math.min(distance, 32);
      diff.fill(grey, at, at + 3);
    }
  }
  const percent = (part) => `${((100 * part) / count).toFixed(2)} %`;
  const isSame = far / count < FAR_MAX && near / count < NEAR_MAX;
  const says = `${percent(far)} of the pixels differ (allowed ${FAR_MAX * 100} %), ${percent(near)} a little (allowed ${NEAR_MAX * 100} %)`;
  return { isSame, says, diff: { width: actual.width, height: actual.height, pixels: diff } };
}
