use vocab::Access;

use crate::{
    Audit,
    browser::Browser,
    outcome::{Stop, Verdict, passed, require},
};

/// Each visitor at each level, by page and by API: no cell but the expected.
pub(super) async fn doors(audit: &Audit) -> Verdict {
    let stranger = audit.stranger();
    let all = [Access::Free, Access::Metered, Access::Registered, Access::Premium];
    let rows: [(&str, Option<&Browser>, &[Access]); 5] = [
        ("a stranger", Some(&stranger), &[Access::Free]),
        ("a device at its limit", audit.at_limit.as_ref(), &[Access::Free]),
        (
            "a registered reader",
            audit.registered.as_ref(),
            &[Access::Free, Access::Metered, Access::Registered],
        ),
        (
            "a lapsed subscriber",
            audit.lapsed.as_ref(),
            &[Access::Free, Access::Metered, Access::Registered],
        ),
        ("a subscriber", audit.subscriber.as_ref(), &all),
    ];
    let mut cells = 0;
    for (who, browser, opens) in rows {
        let Some(browser) = browser else { continue };
        for access in all {
            // A reader's meter may be full, and a stranger is sent to show a cookie.
            let is_metered = access == Access::Metered;
            if is_metered && (who == "a stranger" || opens.len() == 3) {
                continue;
            }
            cells += cell(audit, who, browser, access, opens.contains(&access)).await?;
        }
    }
    passed(format!("{cells} cells; every route is gone through from inside"))
}

async fn cell(
    audit: &Audit,
    who: &str,
    browser: &Browser,
    access: Access,
    opens: bool,
) -> Result<usize, Stop> {
    let listed = audit
        .listed
        .iter()
        .filter(|story| story.access == access && !audit.opened.contains(&story.path))
        .take(3);
    let mut cells = 0;
    for story in audit.target(access).into_iter().chain(listed) {
        let what = format!("{who} at {} ({access})", story.path);
        for path in [story.path.clone(), format!("/api/v1/stories/{}", story.id)] {
            let reply = browser.visit(&path).await?;
            let open = reply.says_open();
            require(open == opens, || {
                format!(
                    "{what}, {path}: {} ({})",
                    if open { "open" } else { "closed" },
                    reply.access()
                )
            })?;
            if !opens {
                audit.closed(&reply, &what)?;
            }
            cells += 1;
        }
    }
    Ok(cells)
}
