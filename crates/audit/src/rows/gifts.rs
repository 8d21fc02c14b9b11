use vocab::Access;

use crate::{
    Audit, Outcome,
    audit::Story,
    browser::Browser,
    outcome::{Stop, Verdict, failed, passed, require},
    rows::surfaces::missing_route,
    wire::Request,
};

/// How many devices try one gift: more than any paper lets in by one link.
const OPENERS: usize = 24;

/// A gift opens its story, for whom it may and as long as it may, and nothing else.
pub(super) async fn gifts(audit: &Audit) -> Verdict {
    for story in audit.targets.iter().filter(|story| story.access == Access::Premium) {
        for query in [
            "gift=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "gift=",
            "gift=1&gift=2",
            "gift_token=1",
            "campaign=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "unlocked_article_code=1",
            "share=gift",
        ] {
            let path = format!("{}?{query}", story.path);
            audit.closed(&audit.stranger().get(&path).await?, &path)?;
        }
    }
    let story = audit.need(Access::Premium)?;
    if matches!(audit.stranger().post("/gifts", &[]).await?.status, 404 | 405) {
        missing_route(audit, &[("GET", "/gifts"), ("POST", "/api/v1/gifts")]).await?;
        return Ok(Outcome::Pending("no gift links".to_owned()));
    }
    let giver = audit.need_subscriber()?;
    let (page, token) = give(giver, story).await?;
    let tried = try_token(audit, story, &token).await;
    // Whatever was found, nothing is left open.
    giver.post(&format!("{page}/revocation"), &[]).await?;
    let (openers, tried) = tried?;
    let path = format!("{}?gift={token}", story.path);
    audit.closed(&audit.stranger().visit(&path).await?, "a gift that was taken back")?;
    passed(format!(
        "one gift opened for {openers} of {OPENERS} devices; {tried} other ways did not"
    ))
}

/// Gives `story` away: the gift's page, and its token.
async fn give(giver: &Browser, story: &Story) -> Result<(String, String), Stop> {
    let given = giver.post("/gifts", &[("story", &story.path)]).await?;
    let Some(page) = giver.path_of(given.header("location")) else {
        return failed(format!(
            "void: the subscriber cannot give {}: {}",
            story.path, given.status
        ));
    };
    let text = giver.get(&page).await?.text();
    let token = text.split("?gift=").nth(1).map(|rest| rest.split(['"', '&', '<']).next());
    match token.flatten() {
        Some(token) => Ok((page, token.to_owned())),
        None => failed(format!("void: {page} shows no link")),
    }
}

/// How many devices read by the token, and how many other uses of it were tried.
async fn try_token(audit: &Audit, story: &Story, token: &str) -> Result<(usize, usize), Stop> {
    let path = format!("{}?gift={token}", story.path);
    let mut tried = 0;
    // Whoever brings no cookie back is no device, however often.
    for _ in 0..OPENERS {
        audit.closed(&audit.stranger().get(&path).await?, "a gift without a cookie")?;
        let marked = format!("{path}&_d=1");
        audit.closed(&audit.stranger().get(&marked).await?, "a marked gift without a cookie")?;
        tried += 2;
    }
    for (name, value) in [
        ("sec-purpose", "prefetch"),
        ("user-agent", "facebookexternalhit/1.1"),
        ("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1)"),
    ] {
        let browser = audit.stranger();
        browser.get(&path).await?;
        let what = format!("a gift with {name}: {value}");
        audit.closed(&browser.get_with(&path, &[(name, value)]).await?, &what)?;
        tried += 1;
    }
    let looked = audit.stranger().send(&Request::new("HEAD", path.as_str())).await?;
    audit.closed(&looked, "HEAD of a gift")?;
    let mut openers = 0;
    for _ in 0..OPENERS {
        let browser = audit.stranger();
        let reply = browser.visit(&path).await?;
        if reply.says_open() {
            openers += 1;
            tried += elsewhere(audit, &browser, story, token).await?;
        } else {
            audit.closed(&reply, "a gift that opened for enough devices")?;
        }
    }
    require(openers > 0, || "void: a gift opens for nobody".to_owned())?;
    require(openers < OPENERS, || format!("one gift opens for {openers} devices and more"))?;
    Ok((openers, tried + 1))
}

/// The device that read a gift reads nothing else by it.
async fn elsewhere(
    audit: &Audit,
    browser: &Browser,
    story: &Story,
    token: &str,
) -> Result<usize, Stop> {
    let mut tried = 0;
    let others = audit.targets.iter().filter(|other| other.access == Access::Premium);
    for other in others.filter(|other| other.path != story.path) {
        let path = format!("{}?gift={token}", other.path);
        audit.closed(&browser.visit(&path).await?, &path)?;
        tried += 1;
    }
    // Without its link, and with one that is nearly the same.
    audit.closed(&browser.visit(&story.path).await?, "a gift's story without its link")?;
    let turned = if token.ends_with('A') { "B" } else { "A" };
    let near = format!("{}{turned}", token.get(..token.len().saturating_sub(1)).unwrap_or(""));
    let path = format!("{}?gift={near}", story.path);
    audit.closed(&audit.stranger().visit(&path).await?, "a gift with another last letter")?;
    Ok(tried + 2)
}
