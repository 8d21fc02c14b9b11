// PNG files as Chromium writes them (8 bits, RGB or RGBA), read; and small
// ones with a palette, read and written (W3C PNG, third edition).

import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const GREY = 0;
const RGB = 2;
const INDEXED = 3;
const RGBA = 6;
const CHANNELS = { [GREY]: 1, [RGB]: 3, [INDEXED]: 1, [RGBA]: 4 };
const COLOURS_MAX = 256;
/** So many of the commonest colours are kept as they are: flat areas stay true. */
const EXACT = 64;

/** `{ width, height, pixels }` with three bytes a pixel; what is transparent is taken as it is. */
export function decode(file) {
  if (!file.subarray(0, 8).equals(SIGNATURE)) throw new Error('this is no PNG');
  let header;
  let palette;
  const data = [];
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    const body = file.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = { width: body.readUInt32BE(0), height: body.readUInt32BE(4), depth: body[8], colour: body[9], interlaced: body[12] };
    if (type === 'PLTE') palette = body;
    if (type === 'IDAT') data.push(body);
    at += length + 12;
  }
  if (header.depth !== 8 || header.interlaced || !(header.colour in CHANNELS)) throw new Error('a PNG of a kind that is not read here');
  const channels = CHANNELS[header.colour];
  const bytes = unfilter(inflateSync(Buffer.concat(data)), header.width * channels, header.height, channels);
  return { width: header.width, height: header.height, pixels: toRgb(bytes, header, palette) };
}

function unfilter(raw, stride, height, channels) {
  const out = Buffer.alloc(stride * height);
  for (let row = 0; row < height; row += 1) {
    const kind = raw[row * (stride + 1)];
    const from = row * (stride + 1) + 1;
    const to = row * stride;
    for (let x = 0; x < stride; x += 1) {
      const left = x >= channels ? out[to + x - channels] : 0;
      const up = row > 0 ? out[to + x - stride] : 0;
      const corner = row > 0 && x >= channels ? out[to + x - stride - channels] : 0;
      out[to + x] = raw[from + x] + predicted(kind, left, up, corner);
    }
  }
  return out;
}

function predicted(kind, left, up, corner) {
  if (kind === 0) return 0;
  if (kind === 1) return left;
  if (kind === 2) return up;
  if (kind === 3) return (left + up) >> 1;
  const guess = left + up - corner;
  const [byLeft, byUp, byCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

function toRgb(bytes, { width, height, colour }, palette) {
  if (colour === RGB) return bytes;
  const pixels = Buffer.alloc(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      const value = colour === RGBA ? bytes[pixel * 4 + channel] : colour === GREY ? bytes[pixel] : palette[bytes[pixel] * 3 + channel];
      pixels[pixel * 3 + channel] = value;
    }
  }
  return pixels;
}

/** A small file of at most 256 colours. The same pixels give the same bytes. */
export function encode({ width, height, pixels }) {
  const { palette, indexOf } = quantise(pixels);
  const raw = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1) {
    for (let x = 0; x < width; x += 1) {
      raw[row * (width + 1) + 1 + x] = indexOf((row * width + x) * 3);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, INDEXED, 0, 0, 0], 8);
  const chunks = [['IHDR', header], ['PLTE', palette], ['IDAT', deflateSync(raw, { level: 9, memLevel: 9 })], ['IEND', Buffer.alloc(0)]];
  return Buffer.concat([SIGNATURE, ...chunks.map(([type, body]) => chunk(type, body))]);
}

function chunk(type, body) {
  const out = Buffer.alloc(body.length + 12);
  out.writeUInt32BE(body.length, 0);
  out.write(type, 4, 'latin1');
  body.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length);
  return out;
}

/** A palette, and where in it the colour at an offset stands. */
function quantise(pixels) {
  const counts = new Map();
  for (let at = 0; at < pixels.length; at += 3) {
    const colour = pixels.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const common = [...counts].sort(([one, ofOne], [other, ofOther]) => ofOther - ofOne || one - other);
  const exact = common.length <= COLOURS_MAX ? COLOURS_MAX : EXACT;
  const colours = common.slice(0, exact).map(([colour]) => colour);
  colours.push(...boxes(common.slice(exact), COLOURS_MAX - exact));
  const palette = Buffer.alloc(colours.length * 3);
  colours.forEach((colour, index) => palette.writeUIntBE(colour, index * 3, 3));
  const known = new Map(colours.map((colour, index) => [colour, index]));
  const indexOf = (at) => {
    const colour = pixels.readUIntBE(at, 3);
    let index = known.get(colour);
    if (index === undefined) {
      index = nearest(colour, colours);
      known.set(colour, index);
    }
    return index;
  };
  return { palette, indexOf };
}

const channelsOf = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];

function nearest(colour, colours) {
  const [red, green, blue] = channelsOf(colour);
  let best = 0;
  let least = Infinity;
  for (const [index, other] of colours.entries()) {
    const distance = (red - (other >> 16)) ** 2 + (green - ((other >> 8) & 255)) ** 2 + (blue - (other & 255)) ** 2;
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}

/** Median cut: the widest box is halved until there are enough. */
function boxes(counted, most) {
  if (counted.length === 0) return [];
  let all = [counted];
  while (all.length < most) {
    const widths = all.map(widest);
    const at = widths.reduce((best, { width }, index) => (width > widths[best].width ? index : best), 0);
    if (widths[at].width === 0) break;
    const { shift } = widths[at];
    const sorted = [...all[at]].sort(([one], [other]) => ((one >> shift) & 255) - ((other >> shift) & 255) || one - other);
    const half = sorted.length >> 1;
    all = [...all.slice(0, at), sorted.slice(0, half), sorted.slice(half), ...all.slice(at + 1)];
  }
  return all.map(mean);
}

function widest(box) {
  let best = { width: 0, shift: 0 };
  if (box.length < 2) return best;
  for (const shift of [16, 8, 0]) {
    let [low, high] = [255, 0];
    for (const [colour] of box) {
      const value = (colour >> shift) & 255;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low > best.width) best = { width: high - low, shift };
  }
  return best;
}

function mean(box) {
  const total = box.reduce((sum, [, count]) => sum + count, 0);
  const channel = (shift) => Math.round(box.reduce((sum, [colour, count]) => sum + ((colour >> shift) & 255) * count, 0) / total);
  return channel(16) * 65_536 + channel(8) * 256 + channel(0);
}
