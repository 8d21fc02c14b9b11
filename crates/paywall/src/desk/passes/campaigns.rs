use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use http::StatusCode;
use jiff::{Timestamp, civil};
use serde::Deserialize;
use web::{DeskFrame, Done, FormData, PageError, Staff, page_response};
use words::Words;

use super::{
    GIVERS, PATH, broken, deed,
    page::{Typed, render},
    read_moment,
};
use crate::{
    LinkId, Paywall,
    campaigns::{self, Campaign, CampaignProblem, queries},
    passes::OPEN_MAX,
};

const DAYS: u32 = 366;

/// A campaign, its links, and on how many devices it was used each day.
#[derive(Template)]
#[template(path = "desk/campaign.html")]
struct CampaignPage {
    frame: DeskFrame,
    campaign: Campaign,
    address: String,
    query: String,
    days: Vec<(String, String)>,
    now: Timestamp,
}

/// What makes a campaign.
#[derive(Clone, Default, Deserialize)]
pub(super) struct CampaignForm {
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) scope: String,
    #[serde(default)]
    pub(super) landing: String,
    #[serde(default)]
    pub(super) from: String,
    #[serde(default)]
    pub(super) until: String,
    #[serde(default)]
    pub(super) devices: String,
    #[serde(default)]
    pub(super) days: String,
    #[serde(default)]
    pub(super) premium: String,
}

impl CampaignProblem {
    fn say(&self, say: Words) -> String {
        match self {
            Self::Name => say.campaign_name_wrong(),
            Self::Scope(problem) => problem.say(say),
            Self::Landing => say.campaign_landing_wrong(),
            Self::Start => say.campaign_from_wrong(),
            Self::End => say.campaign_until_wrong(),
            Self::Uses => say.campaign_devices_wrong(),
            Self::Days => say.campaign_days_wrong(),
        }
    }
}

pub(super) async fn add(
    State(paywall): State<Paywall>,
    staff: Staff,
    FormData(form): FormData<CampaignForm>,
) -> Result<Response, PageError> {
    staff.require(GIVERS)?;
    let (now, say, zone) = (paywall.ambient.now(), staff.words(), paywall.site.zone());
    let refuse = async |problem: String| {
        let typed = Typed { campaign: Some((form.clone(), problem)), ..Typed::default() };
        render(&paywall, &staff, typed).await
    };
    let typed = campaigns::Typed {
        name: &form.name,
        scope: &form.scope,
        landing: &form.landing,
        opens_premium: form.premium == "yes",
        starts_at: read_moment(&form.from, zone),
        ends_at: read_moment(&form.until, zone),
        uses_max: &form.devices,
        days: &form.days,
    };
    let campaign = match typed.read(LinkId::fresh(&paywall.ambient), now) {
        Ok(campaign) => campaign,
        Err(problem) => return refuse(problem.say(say)).await,
    };
    if let Some(place) = paywall.missing_place(&campaign.scope).await? {
        return refuse(say.passes_scope_missing(place.to_string())).await;
    }
    let mut tx = paywall.db.begin().await.map_err(broken)?;
    if queries::count_open(&mut tx, now).await.map_err(broken)? >= i64::from(OPEN_MAX) {
        return Err(PageError::conflict(Words::passes_too_many));
    }
    queries::insert(&mut tx, &campaign, now).await.map_err(broken)?;
    let id = campaign.id.to_string();
    let premium = if campaign.opens_premium { " +premium" } else { "" };
    let detail = format!("{}: {}{premium}", campaign.name, campaign.scope);
    paywall.finish(tx, deed(&staff.actor(), "campaign.add", &id, &detail)).await?;
    Ok(Done::Added.redirect(&format!("{PATH}/campaigns/{id}")))
}

pub(super) async fn show(
    State(paywall): State<Paywall>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    staff.require(GIVERS)?;
    let id: LinkId = id.parse().map_err(|_| PageError::not_found())?;
    let campaign = queries::find(&paywall.db, id).await.map_err(broken)?;
    let campaign = campaign.ok_or_else(PageError::not_found)?;
    let days = queries::list_days(&paywall.db, id, DAYS).await.map_err(broken)?;
    let (say, zone) = (staff.words(), paywall.site.zone());
    let label = |day| {
        let midnight = date_of(day).and_then(|date| date.to_zoned(zone.clone()).ok());
        midnight.map_or_else(|| day.to_string(), |at| say.date(at.timestamp(), zone))
    };
    let query = paywall.campaign_query(&campaign);
    let page = CampaignPage {
        frame: DeskFrame::new(&paywall.site, &staff, &campaign.name),
        address: paywall.site.address(&format!("/gift{query}")),
        query,
        days: days.into_iter().map(|(day, devices)| (label(day), say.number(devices))).collect(),
        now: paywall.ambient.now(),
        campaign,
    };
    page_response(StatusCode::OK, &page)
}

/// The date that yyyymmdd writes.
fn date_of(day: i64) -> Option<civil::Date> {
    let year = i16::try_from(day / 10_000).ok()?;
    let (month, day) = (i8::try_from(day / 100 % 100).ok()?, i8::try_from(day % 100).ok()?);
    civil::Date::new(year, month, day).ok()
}

/// Takes a campaign back, also on the devices that it let in.
pub(super) async fn revoke(
    State(paywall): State<Paywall>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    staff.require(GIVERS)?;
    let known: LinkId = id.parse().map_err(|_| PageError::not_found())?;
    let mut tx = paywall.db.begin().await.map_err(broken)?;
    if !queries::revoke(&mut tx, known, paywall.ambient.now()).await.map_err(broken)? {
        return Err(PageError::conflict(Words::campaign_has_ended));
    }
    paywall.finish(tx, deed(&staff.actor(), "campaign.revoke", &id, "")).await?;
    Ok(Done::Withdrawn.redirect(PATH))
}
