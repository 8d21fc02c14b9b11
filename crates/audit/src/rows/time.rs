use vocab::Access;

use crate::{
    Audit, Outcome,
    outcome::{Verdict, failed, passed, require, skipped},
};

/// A visitor's clock is not the paper's.
pub(super) async fn clocks(audit: &Audit) -> Verdict {
    let (at_limit, limit) = audit.need_limit()?;
    let story = audit.need(Access::Metered)?;
    for (name, value) in [
        ("date", "Thu, 01 Jan 2099 00:00:00 GMT"),
        ("date", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("x-date", "2099-01-01T00:00:00Z"),
        ("x-timezone", "Pacific/Kiritimati"),
        ("x-request-start", "t=4102444800000"),
        ("if-modified-since", "Thu, 01 Jan 2099 00:00:00 GMT"),
        ("cache-control", "max-age=0"),
    ] {
        let reply = at_limit.get_with(&story.path, &[(name, value)]).await?;
        let what = format!("{} with {name}: {value}", story.path);
        audit.closed(&reply, &what)?;
        require(reply.count() == Some((limit, limit)), || format!("{what}: {}", reply.access()))?;
    }
    passed("the paper's own clock and zone are tried from inside")
}

/// One account in many browsers at once.
pub(super) async fn shared_log_in(audit: &Audit) -> Verdict {
    const BROWSERS: usize = 6;
    audit.need_subscriber()?;
    let story = audit.need(Access::Premium)?;
    let mut browsers = Vec::new();
    for _ in 0..BROWSERS {
        browsers.extend(audit.another_subscriber().await?);
    }
    // All are logged in before the first reads, and stay so until the last has read.
    let mut open = 0;
    for (number, browser) in browsers.iter().enumerate() {
        let address = format!("198.51.100.{number}");
        let reply = browser.get_with(&story.path, &[("x-forwarded-for", address.as_str())]).await?;
        open += usize::from(reply.says_open());
    }
    for browser in &browsers {
        browser.post("/logout", &[]).await?;
    }
    if open < BROWSERS {
        return failed(format!(
            "{open} of {BROWSERS} browsers read: the limit of devices exists now, write its checks"
        ));
    }
    Ok(Outcome::Pending(format!(
        "one account reads in {BROWSERS} browsers at once: no rule limits it yet"
    )))
}

/// Hundreds of stories by one subscriber.
pub(super) async fn bulk(audit: &Audit) -> Verdict {
    const STORIES: usize = 310;
    let subscriber = audit.need_subscriber()?;
    let stories: Vec<_> =
        audit.listed.iter().filter(|story| story.access != Access::Free).take(STORIES).collect();
    for story in &stories {
        let reply = subscriber.get(&format!("/api/v1/stories/{}", story.id)).await?;
        if reply.status != 200 || reply.json().get("body").is_none() {
            return failed(format!(
                "after many stories {} answers {}: the rule for bulk exists now, write its checks",
                story.path, reply.status
            ));
        }
    }
    Ok(Outcome::Pending(format!(
        "one subscriber read {} stories without a pause: no rule slows it yet",
        stories.len()
    )))
}

/// Whoever logs out, or whose subscription ends, reads no more.
pub(super) async fn ended_access(audit: &Audit) -> Verdict {
    let story = audit.need(Access::Premium)?;
    let Some(browser) = audit.another_subscriber().await? else {
        return skipped("needs a second log-in of a subscriber");
    };
    let reply = browser.visit(&story.path).await?;
    require(reply.says_open(), || format!("void: the second log-in does not read {}", story.path))?;
    let copy = browser.twin();
    let gone = browser.post("/logout", &[]).await?;
    require(gone.status == 303, || format!("POST /logout answers {}", gone.status))?;
    for (name, browser) in [("the browser", &browser), ("a copy of its cookies", &copy)] {
        audit.closed(
            &browser.visit(&story.path).await?,
            &format!("{name} after the log-out, at {}", story.path),
        )?;
        let api = format!("/api/v1/stories/{}", story.id);
        audit.closed(&browser.get(&api).await?, &format!("{name} after the log-out, at {api}"))?;
    }
    passed("log-out at the next request; the end of a subscription is tried from inside")
}
