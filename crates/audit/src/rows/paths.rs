use vocab::Access;

use crate::{
    Audit,
    audit::Story,
    browser::Browser,
    outcome::{Stop, Verdict, passed, require},
    wire::{Request, WireError},
};

/// Other spellings of a story's address.
fn spellings_of(path: &str, authority: &str) -> Vec<String> {
    let rest = path.trim_start_matches('/');
    let (section, slug) = rest.split_once('/').unwrap_or((rest, ""));
    let first = slug.chars().next().unwrap_or('a');
    let tail = &slug[first.len_utf8()..];
    let escaped = |byte: char| format!("%{:02x}", u32::from(byte));
    let wide: String = slug
        .chars()
        .map(|c| {
            if c.is_ascii_lowercase() {
                char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)
            } else {
                c
            }
        })
        .collect();
    let mut all = vec![
        path.to_uppercase(),
        format!("/{}/{slug}", section.to_uppercase()),
        format!("/{section}/{}{tail}", escaped(first)),
        format!("/{section}/%25{:02x}{tail}", u32::from(first)),
        format!("//{section}/{slug}"),
        format!("/{section}//{slug}"),
        format!("/./{section}/{slug}"),
        format!("/{section}/./{slug}"),
        format!("/x/../{section}/{slug}"),
        format!("/{section}/x/../{slug}"),
        format!("/{section}/%2e/{slug}"),
        format!("/{section}/%2e%2e/{section}/{slug}"),
        format!("/{section}%2f{slug}"),
        format!("/{section}%5c{slug}"),
        format!("/{section}\\{slug}"),
        format!("\\{section}\\{slug}"),
        format!("{path}/"),
        format!("{path}//"),
        format!("{path}/."),
        format!("{path}%20"),
        format!("{path}%09"),
        format!("{path};x=1"),
        format!("{path}%3b"),
        format!("{path}%00"),
        format!("{path}."),
        format!("{path}#x"),
        format!("{path}%23x"),
        format!("{path}%c0%af"),
        format!("{path}%ff"),
        format!("/{section}/{wide}"),
        format!("/{section}/{slug}e\u{301}"),
        format!("/{section}/{slug}%cc%81"),
        format!("{path}?"),
        format!("{path}??"),
        format!("{path}?_d=1&_d=1"),
        format!("http://{authority}{path}"),
        format!("https://{authority}{path}"),
        format!("http://elsewhere.invalid{path}"),
        format!("//elsewhere.invalid{path}"),
        format!("{path}/{}", "a/".repeat(200)),
        format!("{path}?{}", "a=b&".repeat(1_000)),
    ];
    all.retain(|other| other != path);
    all
}

/// Every spelling leads to the one address, or to nothing, and is counted once.
pub(super) async fn spellings(audit: &Audit) -> Verdict {
    let stranger = audit.stranger();
    let mut tried = 0;
    for door in audit.doors(&stranger) {
        for path in spellings_of(&door.story.path, &audit.wire.address().authority) {
            let what = format!("{} at {}", door.who, shown(&path));
            let reply = match door.browser.get(&path).await {
                // A caching proxy may hang up on what is no address.
                Err(WireError::Closed | WireError::Io(_)) => continue,
                reply => reply?,
            };
            audit.closed(&reply, &what)?;
            let may =
                matches!(reply.status, 200 | 301 | 303 | 307 | 308 | 400 | 404 | 414 | 421 | 431);
            require(may, || format!("{what} answers {}", reply.status))?;
            if let Some(next) =
                door.browser.path_of(reply.header("location")).filter(|_| reply.is_redirect())
            {
                let landed = door.browser.visit(&next).await?;
                audit.closed(&landed, &format!("{what}, which leads to {next}"))?;
            }
            tried += 1;
        }
    }
    counted_once(audit).await?;
    passed(format!("{tried} spellings; one story is counted once, however it is spelt"))
}

fn shown(path: &str) -> String {
    path.chars().take(90).collect()
}

/// A story that is opened by many spellings is one story.
async fn counted_once(audit: &Audit) -> Result<(), Stop> {
    let (Ok(device), [first, second, ..]) = (audit.device(), audit.metered.as_slice()) else {
        return Ok(());
    };
    device.visit(&first.path).await?;
    for path in spellings_of(&first.path, &audit.wire.address().authority) {
        match land(&device, first, &path).await {
            Err(WireError::Closed | WireError::Io(_)) => {}
            landed => landed?,
        }
    }
    let reply = device.visit(&second.path).await?;
    // With newcomers = "open" the first visit may have been of the first story already.
    require(reply.count().is_none_or(|(used, _)| used <= 3), || {
        format!("spellings of one story were counted as several: {}", reply.access())
    })
}

async fn land(device: &Browser, story: &Story, path: &str) -> Result<(), WireError> {
    let reply = device.get(path).await?;
    if let Some(next) = device
        .path_of(reply.header("location"))
        .filter(|next| *next != story.path && reply.is_redirect())
    {
        device.get(&next).await?;
    }
    Ok(())
}

/// Other methods get nothing, however they are named.
pub(super) async fn methods(audit: &Audit) -> Verdict {
    const METHODS: [&str; 11] = [
        "POST", "PUT", "PATCH", "DELETE", "TRACE", "TRACK", "CONNECT", "PROPFIND", "SEARCH", "get",
        "FOO",
    ];
    const SECRET: &str = "audit-echo-7f3a";
    let stranger = audit.stranger();
    let mut tried = 0;
    for door in audit.doors(&stranger) {
        let path = &door.story.path;
        for method in METHODS {
            let request = Request::new(method, path.as_str()).with("x-audit", SECRET);
            let reply = match door.browser.send(&request).await {
                Err(WireError::Closed | WireError::Io(_)) => continue,
                reply => reply?,
            };
            let what = format!("{method} {path} by {}", door.who);
            audit.closed(&reply, &what)?;
            require(reply.status / 100 == 4 || reply.status == 501, || {
                format!("{what} answers {}", reply.status)
            })?;
            require(!reply.text().contains(SECRET), || {
                format!("{what} repeats the request's headers")
            })?;
            tried += 1;
        }
        let options = door.browser.send(&Request::new("OPTIONS", path.as_str())).await?;
        audit.closed(&options, &format!("OPTIONS {path}"))?;
        for name in ["x-http-method-override", "x-http-method", "x-method-override"] {
            for method in ["POST", "PUT", "DELETE", "HEAD"] {
                let reply = door.browser.get_with(path, &[(name, method)]).await?;
                audit.closed(&reply, &format!("{path} with {name}: {method}"))?;
                require(matches!(reply.status, 200 | 303), || {
                    format!("{path} with {name}: {method} answers {}", reply.status)
                })?;
                let form = Request::form(path.as_str(), &[("_method", "GET")]).with(name, "GET");
                let reply = door.browser.send(&form).await?;
                audit.closed(&reply, &format!("POST {path} with {name}: GET"))?;
                require(reply.status / 100 == 4, || {
                    format!("POST {path} with {name}: GET answers {}", reply.status)
                })?;
                tried += 2;
            }
        }
    }
    passed(format!("{tried} requests"))
}

/// No way leads out of the folders of pictures and assets.
pub(super) async fn files(audit: &Audit) -> Verdict {
    const ESCAPES: [&str; 16] = [
        "..%2f",
        "..%2f..%2f..%2fetc%2fpasswd",
        "%2e%2e%2f%2e%2e%2fmasthead.toml",
        "../../masthead.toml",
        "../masthead.db",
        "%c0%ae%c0%ae/masthead.toml",
        "%c0%ae%c0%ae%c0%afmasthead.toml",
        "..%5c..%5cmasthead.toml",
        "..\\masthead.toml",
        "%252e%252e%252fmasthead.toml",
        "....//masthead.toml",
        ".%00./masthead.toml",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "original",
        "originals/1.jpg",
    ];
    const SECRETS: [&str; 4] = ["root:x:0", "[store]", "webhook_secret", "SQLite format 3"];
    let stranger = audit.stranger();
    let mut tried = 0;
    let mut folders = vec!["/media/".to_owned(), "/assets/".to_owned(), "/".to_owned()];
    folders.extend(picture_folder(&stranger, audit).await?);
    for folder in folders {
        for escape in ESCAPES {
            let path = format!("{folder}{escape}");
            let reply = match stranger.get(&path).await {
                Err(WireError::Closed | WireError::Io(_)) => continue,
                reply => reply?,
            };
            audit.no_leak(&reply, &path)?;
            let may = reply.is_redirect() || matches!(reply.status, 400 | 403 | 404);
            require(may, || format!("{path} answers {}", reply.status))?;
            let text = reply.text();
            let told = SECRETS.iter().find(|secret| text.contains(**secret));
            require(told.is_none(), || format!("{path} shows a file of the machine"))?;
            tried += 1;
        }
    }
    passed(format!("{tried} ways"))
}

/// The folder of a picture that exists: `/media/HASH/`.
async fn picture_folder(browser: &Browser, audit: &Audit) -> Result<Option<String>, Stop> {
    let path = audit.target(Access::Premium).map_or("/", |story| &story.path);
    let text = browser.get(path).await?.text();
    let found = text.split("\"/media/").nth(1).and_then(|rest| rest.split('/').next());
    Ok(found.map(|hash| format!("/media/{hash}/")))
}
