use vocab::Access;

use crate::{
    Audit,
    outcome::{Stop, Verdict, passed, require, skipped},
    wire::Request,
};

/// Neither a HEAD nor a range shows, measures or counts what is locked.
pub(super) async fn head_and_ranges(audit: &Audit) -> Verdict {
    const RANGES: [&str; 6] = [
        "bytes=2000-",
        "bytes=0-99,2000-2999",
        "bytes=-500",
        "bytes=99999999-",
        "bytes=0-",
        "lines=1-5",
    ];
    let stranger = audit.stranger();
    let mut tried = 0;
    for door in audit.doors(&stranger) {
        let path = &door.story.path;
        let what = format!("{} at {path}", door.who);
        let wall = door.browser.visit(path).await?;
        let head = door.browser.send(&Request::new("HEAD", path.as_str())).await?;
        audit.closed(&head, &format!("HEAD by {what}"))?;
        require(head.coded.is_empty(), || format!("HEAD by {what} has a body"))?;
        lengths_agree(head.header("content-length"), wall.coded.len(), &format!("HEAD by {what}"))?;
        for range in RANGES {
            let reply = door.browser.get_with(path, &[("range", range)]).await?;
            audit.closed(&reply, &format!("{what} with Range: {range}"))?;
            require(matches!(reply.status, 200 | 206 | 416), || {
                format!("{what} with Range: {range}: {}", reply.status)
            })?;
            let total = reply.header("content-range").rsplit('/').next().unwrap_or("");
            lengths_agree(total, wall.coded.len(), &format!("{what} with Range: {range}"))?;
            tried += 1;
        }
    }
    heads_are_not_counted(audit).await?;
    passed(format!("{tried} ranges; HEAD counts nothing"))
}

/// A length that is told is the lead's. Pages with another count differ by a digit.
fn lengths_agree(told: &str, lead: usize, what: &str) -> Result<(), Stop> {
    let Ok(told) = told.parse::<usize>() else { return Ok(()) };
    // A page may differ a little by whom it speaks to; a story is thousands longer.
    require(told.abs_diff(lead) <= 400, || {
        format!("{what}: {told} bytes are told, the lead has {lead}")
    })
}

async fn heads_are_not_counted(audit: &Audit) -> Result<(), Stop> {
    let Ok(device) = audit.device() else { return Ok(()) };
    for story in audit.metered.iter().take(20) {
        let head = device.send(&Request::new("HEAD", story.path.as_str())).await?;
        audit.closed(&head, &format!("HEAD {}", story.path)).or_else(|stop| {
            match head.access() {
                // What was opened before stays open; nothing was here.
                access if access.contains("used=0") => Ok(()),
                _ => Err(stop),
            }
        })?;
    }
    let Some(story) = audit.metered.first() else { return Ok(()) };
    let reply = device.visit(&story.path).await?;
    require(reply.count().is_none_or(|(used, _)| used <= 1), || {
        format!("HEAD is counted: {}", reply.access())
    })
}

/// A subscriber's validators are worth nothing to others.
pub(super) async fn validators(audit: &Audit) -> Verdict {
    let stranger = audit.stranger();
    let mut tried = 0;
    for door in audit.doors(&stranger) {
        let path = &door.story.path;
        let mut headers = vec![
            ("if-none-match", "*".to_owned()),
            ("if-none-match", "W/\"*\"".to_owned()),
            ("if-modified-since", "Thu, 01 Jan 2099 00:00:00 GMT".to_owned()),
            ("if-unmodified-since", "Thu, 01 Jan 1970 00:00:00 GMT".to_owned()),
            ("if-match", "\"x\"".to_owned()),
        ];
        if let Some(subscriber) = &audit.subscriber {
            let page = subscriber.visit(path).await?;
            for (from, to) in [
                ("etag", "if-none-match"),
                ("etag", "if-match"),
                ("last-modified", "if-modified-since"),
            ] {
                let value = page.header(from).to_owned();
                headers.extend((!value.is_empty()).then_some((to, value)));
            }
        }
        for (name, value) in &headers {
            let reply = door.browser.get_with(path, &[(name, value.as_str())]).await?;
            let what = format!("{} at {path} with {name}: {value}", door.who);
            audit.closed(&reply, &what)?;
            require(reply.status != 304, || {
                format!("{what}: 304 tells that the page is the subscriber's")
            })?;
            tried += 1;
        }
    }
    let note =
        if audit.subscriber.is_some() { "" } else { "; no subscriber's validators were at hand" };
    passed(format!("{tried} requests{note}"))
}

/// Strangers after a subscriber get a stranger's page, whatever lies between.
pub(super) async fn caches(audit: &Audit) -> Verdict {
    const STRANGERS: usize = 1_000;
    const EVIL: &str = "audit-elsewhere.invalid";
    let story = audit.need(Access::Premium)?;
    let mut note = "no subscriber went before";
    if let Some(subscriber) = &audit.subscriber {
        let page = subscriber.visit(&story.path).await?;
        let caching = page.header("cache-control");
        require(caching.contains("private") && caching.contains("no-store"), || {
            format!("a subscriber's {} is sent with Cache-Control: {caching}", story.path)
        })?;
        note = "after a subscriber";
    }
    for round in 0..STRANGERS / 50 {
        let asked = (0..50).map(|_| async {
            let reply = audit.stranger().get(&story.path).await?;
            audit.closed(&reply, &format!("a stranger at {} after a subscriber", story.path))
        });
        for answer in futures_util::future::join_all(asked).await {
            answer?;
        }
        if let (Some(subscriber), true) = (&audit.subscriber, round % 5 == 0) {
            subscriber.visit(&story.path).await?;
        }
    }
    for name in [
        "x-forwarded-host",
        "x-host",
        "x-forwarded-server",
        "x-original-url",
        "x-rewrite-url",
        "forwarded",
        "x-forwarded-prefix",
    ] {
        let value = match name {
            "forwarded" => format!("host={EVIL}"),
            "x-original-url" | "x-rewrite-url" | "x-forwarded-prefix" => format!("/{EVIL}"),
            _ => EVIL.to_owned(),
        };
        for path in [story.path.as_str(), "/", "/login"] {
            let reply = audit.stranger().get_with(path, &[(name, value.as_str())]).await?;
            audit.closed(&reply, &format!("{path} with {name}"))?;
            let echoed = reply.text().contains(EVIL)
                || reply.headers.iter().any(|(_, value)| value.contains(EVIL));
            require(!echoed, || {
                format!("{path} repeats what {name} says: a cache would keep it for others")
            })?;
        }
    }
    passed(format!("{STRANGERS} strangers, {note}; no header's host is repeated"))
}

/// What looks like a file is not a page, so no cache keeps a subscriber's page under it.
pub(super) async fn deception(audit: &Audit) -> Verdict {
    const FORMS: [&str; 14] = [
        "/x.css",
        "/x.js",
        ";.js",
        ";x.css",
        "%00.jpg",
        "%2f..%2fassets/x.png",
        "%2fx.css",
        "%3f.css",
        "%23.css",
        "/.css",
        ".css",
        "/..%2fassets%2fx.css",
        "%0a.css",
        "/%2e%2e/x.css",
    ];
    let Some(subscriber) = &audit.subscriber else {
        return skipped("needs a subscriber's log-in: --subscriber");
    };
    let story = audit.need(Access::Premium)?;
    for form in FORMS {
        let path = format!("{}{form}", story.path);
        let own = subscriber.get(&path).await?;
        require(own.is_redirect() || matches!(own.status, 400 | 404), || {
            format!(
                "{path} answers {} to a subscriber: a cache would keep the page as a file",
                own.status
            )
        })?;
        audit.closed(&own, &format!("the subscriber at {path}"))?;
        for _ in 0..3 {
            let reply = audit.stranger().get(&path).await?;
            audit.closed(&reply, &format!("a stranger at {path} after the subscriber"))?;
        }
    }
    passed(format!("{} names", FORMS.len()))
}
