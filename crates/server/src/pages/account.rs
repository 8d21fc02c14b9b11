use askama::Template;
use axum::{extract::State, response::Response};
use counters::Who;
use http::StatusCode;
use paywall::{Known, Membership};
use web::{Frame, PageError, Visitor, page_response};
use words::Words;

use crate::Paper;

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    account: readers::AccountPart,
    billing: billing::AccountPart,
    is_staff: bool,
    /// Stories used and allowed, where the meter counts for this reader.
    meter: Option<(u32, u32)>,
    /// Whether the reader may give stories away.
    gives: bool,
    /// Whether there are institutions.
    institutions: bool,
    /// Which institution gives access by network or address, in a sentence.
    institution: Option<String>,
    /// The institutions to which the reader belongs by a code.
    memberships: Vec<Membership>,
}

/// The account: a sentence and the actions that matter, from each department.
pub(super) async fn show_account(
    State(paper): State<Paper>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let signed_in = visitor.require_reader("/account")?;
    let unlimited = visitor.benefits().holds(&vocab::Benefit::Unlimited) || visitor.is_staff();
    let meter = if unlimited {
        None
    } else {
        let device = visitor.device_proven.then_some(visitor.device);
        let who = Who::Reader { reader: signed_in.reader, device };
        let (used, limit, _) = paper.paywall.used(who).await;
        Some((used, limit))
    };
    let say = visitor.words();
    let memberships = paper.paywall.memberships(signed_in.reader).await;
    let memberships =
        memberships.map_err(|error| PageError::unavailable_because(Words::error_not_now, error))?;
    let cover = paper.paywall.cover_without_code(Known::of_visitor(&visitor));
    let page = AccountPage {
        frame: Frame::private(&paper.site, &visitor, say.your_account(), "/account"),
        account: paper.readers.account_part(signed_in, say).await?,
        billing: paper.billing.account_part(signed_in.reader, say).await?,
        is_staff: visitor.is_staff(),
        meter,
        gives: paper.paywall.gift_rules().allow(&visitor.holding),
        institutions: paper.paywall.has_institutions() || !memberships.is_empty(),
        institution: cover.map(|cover| paper.paywall.say_cover(&cover, say)),
        memberships,
    };
    page_response(StatusCode::OK, &page)
}
