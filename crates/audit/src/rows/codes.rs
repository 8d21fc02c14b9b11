use vocab::Access;

use crate::{
    Audit,
    outcome::{Verdict, failed, passed, require, skipped},
    rows::surfaces::{missing_route, pending},
};

/// Codes that no paper made, in the form of those that it makes.
const GUESSES: u32 = 12;
/// How many of them an account may try in an hour.
const TRIES: usize = 5;

/// Row 29: codes that somebody guesses, and what an institution's page tells strangers.
pub(super) async fn codes(audit: &Audit) -> Verdict {
    // Vouchers of partners are not there yet.
    let vouchers = [
        ("GET", "/redeem"),
        ("POST", "/vouchers"),
        ("GET", "/vouchers"),
        ("POST", "/account/vouchers"),
    ];
    missing_route(audit, &vouchers).await?;
    let stranger = audit.stranger();
    let page = stranger.get("/institution").await?;
    audit.no_leak(&page, "/institution")?;
    if matches!(page.status, 404 | 405) {
        return pending(audit, &[("POST", "/institution")], "no vouchers or institutions").await;
    }
    let guess = |number: u32| format!("ABCDE-FGHJK-MNPQR-{:05}", 10_000 + number);
    let asked = stranger.post("/institution", &[("code", &guess(0))]).await?;
    require(matches!(asked.status, 303 | 403), || {
        format!("a stranger's code is answered {}, and not with a log-in", asked.status)
    })?;
    let Some(registered) = &audit.registered else {
        return skipped("needs a reader's log-in: --registered");
    };
    let (mut answered, mut first) = (0, None);
    for number in 0..GUESSES {
        let code = guess(number);
        let reply = registered.post("/institution", &[("code", &code)]).await?;
        audit.no_leak(&reply, "/institution with a made-up code")?;
        match reply.status {
            429 => {}
            422 => {
                answered += 1;
                let text = reply.text().replace(&code, "");
                let same = *first.get_or_insert_with(|| text.clone()) == text;
                require(same, || format!("{code} is answered in other words than the first"))?;
            }
            status => return failed(format!("the made-up code {code} is answered {status}")),
        }
    }
    require(answered <= TRIES, || {
        format!("{answered} codes of {GUESSES} were looked at within an hour, not {TRIES} at most")
    })?;
    for story in audit.targets.iter().filter(|story| story.access == Access::Premium) {
        audit.closed(&registered.visit(&story.path).await?, "a story after guessed codes")?;
    }
    passed(format!("{answered} of {GUESSES} made-up codes were looked at, all alike in vain"))
}
