//! What only a browser does: keep things, go back, run scripts.

use std::time::Duration;

use serde_json::json;
use vocab::Access;

use crate::{
    Audit,
    audit::Story,
    browser::Browser,
    chromium::Chromium,
    outcome::{Stop, require},
};

/// Ends the note of a row whose other half needs a browser that is not there.
const NO_CHROMIUM: &str = "; there is no Chromium here for the rest";

/// Row 3: storage of every kind is filled and cleared, the cookie stays.
pub(super) async fn clear_storage(
    audit: &Audit,
    at_limit: &Browser,
    story: &Story,
) -> Result<&'static str, Stop> {
    const CLEAR: &str = "(async () => {
        localStorage.setItem('masthead', '{\"read\": []}');
        sessionStorage.setItem('masthead', '0');
        localStorage.clear(); sessionStorage.clear();
        for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
        for (const name of await caches.keys()) await caches.delete(name);
    })()";
    let Some(mut chromium) = Chromium::start(audit, at_limit).await? else {
        return Ok(NO_CHROMIUM);
    };
    chromium.open(&story.path).await?;
    chromium.say(CLEAR).await?;
    chromium.open(&story.path).await?;
    let html = chromium.document().await?;
    chromium.end().await;
    shows_nothing(audit, &html, "a browser at its limit that cleared its storage")?;
    require(html.contains("data-wall=\"limit\""), || {
        "a browser that cleared its storage does not meet the wall again".to_owned()
    })?;
    Ok("; also when Chromium clears its storage")
}

/// Row 4: the page in a browser, with scripts, without them, and with the wall taken out.
pub(super) async fn take_the_wall_out(audit: &Audit) -> Result<&'static str, Stop> {
    const OUT: &str =
        "document.querySelectorAll('[data-wall], dialog, [role=dialog]').forEach(e => e.remove());
        document.querySelectorAll('[hidden], template').forEach(e => e.removeAttribute('hidden'));";
    let stranger = audit.stranger();
    for door in audit.doors(&stranger) {
        let Some(mut chromium) = Chromium::start(audit, door.browser).await? else {
            return Ok(NO_CHROMIUM);
        };
        for without_scripts in [false, true] {
            let off = json!({ "value": without_scripts });
            chromium.ask("Emulation.setScriptExecutionDisabled", off).await?;
            chromium.open(&door.story.path).await?;
            let before = chromium.document().await?;
            chromium.say(OUT).await?;
            let after = chromium.document().await?;
            let what = format!("{} at {} in Chromium", door.who, door.story.path);
            shows_nothing(audit, &before, &what)?;
            shows_nothing(audit, &after, &what)?;
            require(before.contains("data-wall="), || format!("{what}: no wall is shown"))?;
        }
        chromium.end().await;
    }
    Ok("; nor has Chromium more, with scripts or without")
}

/// Row 16: a subscriber reads, logs out, loses the network and goes back.
pub(super) async fn go_back_offline(audit: &Audit) -> Result<&'static str, Stop> {
    const KEPT: &str = "(async () => ({
        workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
        caches: window.caches ? (await caches.keys()).length : 0,
    }))()";
    let story = audit.need(Access::Premium)?;
    let Some(subscriber) = audit.another_subscriber().await? else { return Ok("") };
    let Some(mut chromium) = Chromium::start(audit, &subscriber).await? else {
        return Ok(NO_CHROMIUM);
    };
    chromium.open(&story.path).await?;
    let open = chromium.document().await?;
    require(audit.leak.is_blind() || audit.leak.find_in(open.as_bytes()).is_some(), || {
        "void: the subscriber does not read in Chromium".to_owned()
    })?;
    let kept = chromium.say(KEPT).await?;
    require(kept == json!({ "workers": 0, "caches": 0 }), || {
        format!("the browser keeps pages ({kept}): the surface exists now, write its checks")
    })?;
    let out = chromium.say("fetch('/logout', { method: 'POST' }).then(r => r.status)").await?;
    require(out == 200, || format!("void: the log-out in Chromium answers {out}"))?;
    chromium.open("/").await?;
    chromium.go_offline().await?;
    // A moment later, for a page that goes away cannot answer.
    chromium.say("void setTimeout(() => history.back(), 100)").await?;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let back = chromium.document().await?;
    chromium.end().await;
    shows_nothing(audit, &back, "after the log-out, offline, one page back")?;
    Ok(", also one page back in Chromium, offline, after the log-out")
}

fn shows_nothing(audit: &Audit, html: &str, what: &str) -> Result<(), Stop> {
    match audit.leak.find_in(html.as_bytes()) {
        Some(found) => Err(Stop::Failed(format!("{what}: {found}"))),
        None => Ok(()),
    }
}
