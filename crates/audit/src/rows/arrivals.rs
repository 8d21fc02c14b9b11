use vocab::Access;

use crate::{
    Audit,
    outcome::{Verdict, failed, passed, require},
    wire::Request,
};

const VISITS: usize = 50;

/// Fifty visits without a cookie: of a metered story only the lead, until the
/// cookie comes back.
pub(super) async fn cookies_cleared(audit: &Audit) -> Verdict {
    let mut tried = 0;
    for access in [Access::Premium, Access::Registered] {
        let Some(story) = audit.target(access) else { continue };
        for _ in 0..VISITS {
            let reply = audit.stranger().get(&story.path).await?;
            audit.closed(&reply, &format!("a stranger at {}", story.path))?;
            tried += 1;
        }
    }
    let Ok(story) = audit.need(Access::Metered) else {
        return passed(format!("{tried} visits; no metered story to try"));
    };
    let mut walls = 0;
    for _ in 0..VISITS {
        let browser = audit.stranger();
        let reply = browser.get(&story.path).await?;
        if reply.says_open() {
            return failed(format!(
                "the first request without a cookie opens {}: whoever clears cookies reads everything that is metered (meter.newcomers = \"prove-cookie\" asks for the cookie first)",
                story.path
            ));
        }
        audit.closed(&reply, &format!("the first visit of {}", story.path))?;
        walls += usize::from(reply.access().starts_with("wall; because=register"));
        tried += 1;
    }
    // Whoever brings the cookie reads, or nothing above says anything.
    let device = audit.device()?;
    let reply = device.visit(&story.path).await?;
    require(reply.says_open(), || {
        format!(
            "void: a device that brings its cookie does not read {} ({})",
            story.path,
            reply.access()
        )
    })?;
    passed(format!("{tried} visits; {walls} met the wall of a network with too many new devices"))
}

/// Whoever never brings the cookie never reads, and is told why.
pub(super) async fn cookies_refused(audit: &Audit) -> Verdict {
    let story = audit.need(Access::Metered)?;
    for _ in 0..10 {
        let browser = audit.stranger();
        let mut path = story.path.clone();
        for _ in 0..6 {
            let reply = browser.get(&path).await?;
            browser.forget_cookies();
            audit.closed(&reply, &format!("{path} without its cookie"))?;
            match browser.path_of(reply.header("location")).filter(|_| reply.is_redirect()) {
                Some(next) => path = next,
                None => break,
            }
        }
        let reply = browser.get(&path).await?;
        audit.closed(&reply, &format!("{path} without its cookie"))?;
        require(reply.status == 200 && reply.text().contains("data-wall="), || {
            format!("{path}: whoever refuses cookies gets {} and no notice", reply.status)
        })?;
        require(reply.text().contains("/login"), || {
            format!("{path}: no way to log in is offered")
        })?;
    }
    passed("ten visitors, six requests each")
}

/// What a browser keeps besides the device's cookie counts for nothing.
pub(super) async fn storage_cleared(audit: &Audit) -> Verdict {
    let (at_limit, limit) = audit.need_limit()?;
    let story = audit.need(Access::Metered)?;
    let Some((name, value)) = at_limit.cookie("masthead_device") else {
        return failed("void: the device at its limit has no cookie");
    };
    for _ in 0..5 {
        let cleared = audit.stranger();
        cleared.set_cookie(&name, &value);
        let reply = cleared.visit(&story.path).await?;
        audit.closed(&reply, &format!("{} at the limit", story.path))?;
        require(reply.count() == Some((limit, limit)), || {
            format!("the count moved: {} instead of {limit} of {limit}", reply.access())
        })?;
        require(reply.text().contains("data-wall=\"limit\""), || {
            "the wall does not say limit".to_owned()
        })?;
    }
    let browser = super::browser::clear_storage(audit, at_limit, story).await?;
    passed(format!("the count is the server's{browser}"))
}

/// The page as it is sent holds no more than it shows; and whoever runs no
/// scripts can read what is free.
pub(super) async fn scripts_off(audit: &Audit) -> Verdict {
    let stranger = audit.stranger();
    for door in audit.doors(&stranger) {
        let reply = door.browser.visit(&door.story.path).await?;
        audit.closed(&reply, &format!("{} at {}", door.who, door.story.path))?;
    }
    let browser = super::browser::take_the_wall_out(audit).await?;
    let Some(story) = audit.target(Access::Metered).or_else(|| audit.metered.first()) else {
        return passed(format!("no metered story to try{browser}"));
    };
    let device = audit.device()?;
    let reply = device.send(&Request::get(story.path.as_str())).await?;
    require(reply.says_open(), || {
        format!("{} does not open without scripts: {}", story.path, reply.access())
    })?;
    passed(format!(
        "the page holds no more than it shows{browser}; and what is free needs no scripts"
    ))
}
