use askama::Template;
use axum::{extract::State, response::Response};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use vocab::PaperMonth;
use web::{DeskFrame, PageError, Staff, page_response};

use super::{
    GIVERS, broken, campaigns::CampaignForm, is_editor, unlocks::UnlockForm, write_moment,
};
use crate::{
    Paywall, Unlock,
    campaigns::{self, Campaign},
    desk::month_label,
    gifts::{self, GiftMonth, GiftedStory},
    unlocks,
};

const SHOWN: u32 = 50;
const MONTHS: u32 = 13;
const STORIES: u32 = 20;

/// Unlocks, campaigns and gifts.
#[derive(Template)]
#[template(path = "desk/passes.html")]
struct PassesPage {
    frame: DeskFrame,
    is_editor: bool,
    unlocks: Vec<Unlock>,
    unlock: UnlockForm,
    unlock_problem: Option<String>,
    campaigns: Vec<Campaign>,
    campaign: CampaignForm,
    campaign_problem: Option<String>,
    months: Vec<(String, GiftMonth)>,
    stories: Vec<GiftedStory>,
    now: Timestamp,
}

/// What was typed and will not do.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) unlock: Option<(UnlockForm, String)>,
    pub(super) campaign: Option<(CampaignForm, String)>,
}

pub(super) async fn show(
    State(paywall): State<Paywall>,
    staff: Staff,
) -> Result<Response, PageError> {
    staff.require(GIVERS)?;
    render(&paywall, &staff, Typed::default()).await
}

/// The page; with what was typed, where that will not do.
pub(super) async fn render(
    paywall: &Paywall,
    staff: &Staff,
    typed: Typed,
) -> Result<Response, PageError> {
    let (db, now, zone) = (&paywall.db, paywall.ambient.now(), paywall.site.zone());
    let say = staff.words();
    let is_wrong = typed.unlock.is_some() || typed.campaign.is_some();
    let (unlock, unlock_problem) = typed.unlock.map_or_else(
        || {
            let tomorrow = now.saturating_add(SignedDuration::from_hours(24)).unwrap_or(now);
            (UnlockForm { until: write_moment(tomorrow, zone), ..UnlockForm::default() }, None)
        },
        |(form, problem)| (form, Some(problem)),
    );
    let (campaign, campaign_problem) = typed.campaign.map_or_else(
        || (CampaignForm { from: write_moment(now, zone), ..CampaignForm::default() }, None),
        |(form, problem)| (form, Some(problem)),
    );
    let months = gifts::queries::list_months(db, MONTHS).await.map_err(broken)?;
    let label = |month: i64| month_label(say, month, zone);
    let page = PassesPage {
        frame: DeskFrame::new(&paywall.site, staff, say.passes()),
        is_editor: is_editor(staff),
        unlocks: unlocks::queries::list(db, SHOWN).await.map_err(broken)?,
        unlock,
        unlock_problem,
        campaigns: campaigns::queries::list(db, SHOWN).await.map_err(broken)?,
        campaign,
        campaign_problem,
        months: months.into_iter().map(|month| (label(month.month), month)).collect(),
        stories: gifts::queries::list_most_gifted(db, last_months(now, zone), STORIES)
            .await
            .map_err(broken)?,
        now,
    };
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_response(status, &page)
}

/// The month before this one, from which on stories are counted.
fn last_months(now: Timestamp, zone: &jiff::tz::TimeZone) -> i32 {
    let before = now.checked_sub(SignedDuration::from_hours(31 * 24)).unwrap_or(now);
    PaperMonth::of(before, zone).number()
}
