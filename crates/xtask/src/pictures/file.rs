//! A print as a small PNG: a palette of the paper's tint and steps of the two inks.

use super::engrave::Print;

const PAPER: [f32; 3] = [243.0, 236.0, 223.0];
const BLACK: [f32; 3] = [27.0, 26.0, 24.0];
const RED: [f32; 3] = [122.0, 20.0, 32.0];

/// The file's bytes, with `black` steps from paper to black and, where red occurs, `red` to red.
pub(super) fn png(print: &Print, black: usize, red: usize) -> Vec<u8> {
    let coloured = print.red.iter().any(|ink| *ink > 0.0);
    let mut palette = Vec::new();
    for step in 0..=black {
        palette.extend(blend(BLACK, step as f32 / black as f32));
    }
    if coloured {
        for step in 1..=red {
            palette.extend(blend(RED, step as f32 / red as f32));
        }
    }
    let colours = palette.len() / 3;
    let bits = if colours <= 4 { 2 } else { 4 };
    let indices = print.black.iter().zip(&print.red).map(|(dark, warm)| {
        if warm > dark {
            let step = ((warm + dark) * red as f32 + 0.5) as usize;
            if step == 0 { 0 } else { (black + step.min(red)) as u8 }
        } else {
            (((dark + warm) * black as f32 + 0.5) as usize).min(black) as u8
        }
    });
    let indices: Vec<u8> = indices.collect();
    let per_byte = 8 / bits;
    let mut packed = Vec::new();
    for row in indices.chunks(print.columns) {
        // No filter helps with lines: every row begins with a 0.
        packed.push(0);
        for group in row.chunks(per_byte) {
            let mut byte = 0;
            for at in 0..per_byte {
                byte = (byte << bits) | group.get(at).copied().unwrap_or(0);
            }
            packed.push(byte);
        }
    }
    write(print.columns as u32, print.rows as u32, bits as u8, &palette, &packed)
}

/// A PNG by the W3C's specification: signature, header, palette, one data chunk, end.
fn write(columns: u32, rows: u32, bits: u8, palette: &[u8], packed: &[u8]) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend(columns.to_be_bytes());
    header.extend(rows.to_be_bytes());
    // Indexed colour, deflate, the usual filters, no interlacing.
    header.extend([bits, 3, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut bytes, b"IHDR", &header);
    chunk(&mut bytes, b"PLTE", palette);
    chunk(&mut bytes, b"IDAT", &miniz_oxide::deflate::compress_to_vec_zlib(packed, 10));
    chunk(&mut bytes, b"IEND", &[]);
    bytes
}

fn chunk(bytes: &mut Vec<u8>, kind: &[u8; 4], content: &[u8]) {
    bytes.extend((content.len() as u32).to_be_bytes());
    let start = bytes.len();
    bytes.extend(kind);
    bytes.extend(content);
    let sum = crc(&bytes[start..]);
    bytes.extend(sum.to_be_bytes());
}

/// The checksum of ISO 3309 that ends every chunk.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    })
}

fn blend(ink: [f32; 3], share: f32) -> [u8; 3] {
    [0, 1, 2].map(|at| (PAPER[at] + (ink[at] - PAPER[at]) * share + 0.5) as u8)
}
