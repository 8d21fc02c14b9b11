use std::io::Read;

use super::BYTES_MAX;

/// Undoes the content coding of a body. What cannot be undone cannot be looked
/// into, so it is an error and never taken for harmless.
pub fn undo(body: &[u8], coding: &str) -> Result<Vec<u8>, String> {
    let mut bytes = body.to_vec();
    // The last one named was applied last (RFC 9110, 8.4).
    for name in coding.split(',').rev().map(|name| name.trim().to_ascii_lowercase()) {
        bytes = match name.as_str() {
            "" | "identity" => bytes,
            "gzip" | "x-gzip" => read(flate2::read::MultiGzDecoder::new(bytes.as_slice()))?,
            "br" => read(brotli::Decompressor::new(bytes.as_slice(), 4_096))?,
            // Some servers leave the wrapper away.
            "deflate" => read(flate2::read::ZlibDecoder::new(bytes.as_slice()))
                .or_else(|_| read(flate2::read::DeflateDecoder::new(bytes.as_slice())))?,
            other => return Err(format!("the content coding {other} cannot be undone")),
        };
    }
    Ok(bytes)
}

fn read(decoder: impl Read) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let most = u64::try_from(BYTES_MAX).unwrap_or(u64::MAX);
    let read = decoder.take(most).read_to_end(&mut out);
    read.map_err(|error| format!("the body is damaged: {error}"))?;
    if out.len() >= BYTES_MAX {
        return Err("the body has no end once it is decompressed".to_owned());
    }
    Ok(out)
}
