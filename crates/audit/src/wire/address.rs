/// Where the paper is: the one host that is ever asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Whether it is asked over TLS.
    pub tls: bool,
    /// Its host: a name or a number.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Host and port as the header `Host` says them.
    pub authority: String,
    /// As the header `Origin` says it.
    pub origin: String,
}

/// The text is not the address of a paper.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not the address of a paper: write it as https://paper.example")]
pub struct AddressProblem(String);

impl std::str::FromStr for Address {
    type Err = AddressProblem;

    fn from_str(text: &str) -> Result<Self, AddressProblem> {
        let problem = || AddressProblem(text.to_owned());
        let (scheme, rest) = text.trim().split_once("://").ok_or_else(problem)?;
        let tls = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return Err(problem()),
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest).to_ascii_lowercase();
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        if authority.is_empty() || !authority.chars().all(plain) {
            return Err(problem());
        }
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !host.ends_with(':') && !port.ends_with(']') => {
                (host, port.parse().map_err(|_| problem())?)
            }
            _ => (authority.as_str(), if tls { 443 } else { 80 }),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let origin = format!("{}://{authority}", if tls { "https" } else { "http" });
        Ok(Self { tls, host, port, authority, origin })
    }
}

impl Address {
    /// A path of this paper, of what a redirect or a page says; none if it leads elsewhere.
    pub fn path_of(&self, location: &str) -> Option<String> {
        if location.starts_with('/') && !location.starts_with("//") {
            return Some(location.to_owned());
        }
        let rest = location.strip_prefix(&self.origin)?;
        match rest.chars().next() {
            None => Some("/".to_owned()),
            Some('/') => Some(rest.to_owned()),
            Some('?') => Some(format!("/{rest}")),
            Some(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(bool, String, u16, String)> {
        let address: Address = text.parse().ok()?;
        Some((address.tls, address.host, address.port, address.origin))
    }

    #[test]
    fn addresses_are_read_and_nothing_else_is() {
        let paper = |tls, host: &str, port, origin: &str| {
            Some((tls, host.to_owned(), port, origin.to_owned()))
        };
        assert_eq!(
            read("https://Paper.example/"),
            paper(true, "paper.example", 443, "https://paper.example")
        );
        assert_eq!(
            read("http://127.0.0.1:8080"),
            paper(false, "127.0.0.1", 8080, "http://127.0.0.1:8080")
        );
        assert_eq!(read("http://[::1]:80"), paper(false, "::1", 80, "http://[::1]:80"));
        assert_eq!(
            read("https://[2001:db8::1]"),
            paper(true, "2001:db8::1", 443, "https://[2001:db8::1]")
        );
        for wrong in [
            "paper.example",
            "ftp://a",
            "http://",
            "http://a/b",
            "http://a:x",
            "http://u@a",
            "http://a?b",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn redirects_stay_on_the_paper() {
        let paper: Address = "http://127.0.0.1:8080".parse().unwrap();
        assert_eq!(paper.path_of("/a?b").as_deref(), Some("/a?b"));
        assert_eq!(paper.path_of("http://127.0.0.1:8080/a").as_deref(), Some("/a"));
        for elsewhere in
            ["//evil.test/", "http://evil.test/", "http://127.0.0.1:80801/", "javascript:1"]
        {
            assert_eq!(paper.path_of(elsewhere), None, "{elsewhere}");
        }
    }
}
