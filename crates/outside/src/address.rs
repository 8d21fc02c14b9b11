/// Longer addresses name no story.
const LENGTH_MAX: usize = 2_000;

/// The one form of an address that a browser asked a site for: its path, decoded once,
/// without empty and dotted segments, parameters (`;…`) and query, in small letters,
/// without a slash at its end. None for what servers disagree about.
///
/// A rule about `/premium/*` must hold for every spelling that a server behind the
/// edge may read as such a path, so whatever could be one is read as one.
///
/// ```
/// use outside::normal_path;
/// assert_eq!(normal_path("/News//./Gold%2Dfalls/?utm=x").as_deref(), Some("/news/gold-falls"));
/// assert_eq!(normal_path("/news/..;a/premium/gold").as_deref(), Some("/premium/gold"));
/// assert_eq!(normal_path("/news\\gold"), None);
/// ```
pub fn normal_path(raw: &str) -> Option<String> {
    let path = raw.split(['?', '#']).next().unwrap_or("");
    if !path.starts_with('/') || path.len() > LENGTH_MAX {
        return None;
    }
    let decoded = decode(path)?;
    if decoded.chars().any(|c| c.is_control() || c == '\\') {
        return None;
    }
    let mut segments: Vec<&str> = Vec::new();
    for segment in decoded.split('/') {
        match segment.split(';').next().unwrap_or("") {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            name => segments.push(name),
        }
    }
    Some(format!("/{}", segments.join("/")).to_lowercase())
}

/// Undoes percent-encoding, once.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}
