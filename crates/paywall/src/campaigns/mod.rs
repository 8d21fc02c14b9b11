//! Links of the desk: for a newsletter, an airline, a code on a poster. Each opens
//! what its scope says, between two moments, on so many devices at most.

pub(crate) mod queries;
pub(crate) mod routes;

use jiff::{SignedDuration, Timestamp};
use meter::Story;
use vocab::{DeviceId, StoryNumber};
use web::{CookieKind, set_cookie_for};

use crate::{Paywall, Refusal, Scope, link::LinkId, link::Opener, scope::ScopeProblem};

/// How long a visit may last, whatever the browser calls one.
const VISIT: SignedDuration = SignedDuration::from_hours(12);
pub(crate) const DAYS_MAX: u32 = 90;
pub(crate) const NAME_CHARS_MAX: usize = 80;

/// A link that the desk gives away.
#[derive(Clone, Debug)]
pub(crate) struct Campaign {
    /// Its number.
    pub(crate) id: LinkId,
    /// What the desk calls it.
    pub(crate) name: String,
    /// What it opens.
    pub(crate) scope: Scope,
    /// Where its short link leads.
    pub(crate) landing: String,
    /// Whether it opens what asks for a subscription or a benefit.
    pub(crate) opens_premium: bool,
    /// Since when.
    pub(crate) starts_at: Timestamp,
    /// Until when.
    pub(crate) ends_at: Timestamp,
    /// On how many devices; none is any number.
    pub(crate) uses_max: Option<u32>,
    /// On how many it was used.
    pub(crate) uses: u32,
    /// For how many days on a device; 0 is the visit.
    pub(crate) days: u32,
    /// When the desk took it back.
    pub(crate) revoked_at: Option<Timestamp>,
}

impl Campaign {
    /// Whether it opens anything at `now`.
    pub(crate) fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.starts_at <= now && now < self.ends_at
    }

    /// Until when it opens on a device that comes at `now`: never beyond its own end.
    fn grant_end(&self, now: Timestamp) -> Timestamp {
        let length = match self.days {
            0 => VISIT,
            days => SignedDuration::from_hours(24 * i64::from(days)),
        };
        now.checked_add(length).unwrap_or(Timestamp::MAX).min(self.ends_at)
    }

    /// Why it does not open this story at `now`, whoever asks.
    fn refuses(
        &self,
        story: &dyn Story,
        number: StoryNumber,
        needs_premium: bool,
        now: Timestamp,
    ) -> Option<Refusal> {
        if !self.is_live(now) {
            return Some(Refusal::CampaignOver);
        }
        let within = self.scope.covers(story, number) && (self.opens_premium || !needs_premium);
        (!within).then_some(Refusal::CampaignElsewhere)
    }
}

/// What was typed for a new campaign, its moments read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Typed<'a> {
    pub(crate) name: &'a str,
    pub(crate) scope: &'a str,
    pub(crate) landing: &'a str,
    pub(crate) opens_premium: bool,
    pub(crate) starts_at: Option<Timestamp>,
    pub(crate) ends_at: Option<Timestamp>,
    pub(crate) uses_max: &'a str,
    pub(crate) days: &'a str,
}

/// What will not do with a campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CampaignProblem {
    Name,
    Scope(ScopeProblem),
    Landing,
    Start,
    End,
    Uses,
    Days,
}

impl Typed<'_> {
    /// The campaign that was meant, or the first thing that will not do.
    pub(crate) fn read(&self, id: LinkId, now: Timestamp) -> Result<Campaign, CampaignProblem> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
            return Err(CampaignProblem::Name);
        }
        let landing = match self.landing.trim() {
            "" => "/",
            path => path,
        };
        if web::SafePath::parse(landing).as_str() != landing {
            return Err(CampaignProblem::Landing);
        }
        let starts_at = self.starts_at.ok_or(CampaignProblem::Start)?;
        let ends_at = self.ends_at.filter(|end| *end > now && *end > starts_at);
        let uses_max = match self.uses_max.trim() {
            "" => None,
            text => match text.parse() {
                Ok(uses @ 1..=1_000_000) => Some(uses),
                _ => return Err(CampaignProblem::Uses),
            },
        };
        let days = match self.days.trim() {
            "" => 0,
            text => text.parse().map_err(|_| CampaignProblem::Days)?,
        };
        if days > DAYS_MAX {
            return Err(CampaignProblem::Days);
        }
        Ok(Campaign {
            id,
            name: name.to_owned(),
            scope: self.scope.parse().map_err(CampaignProblem::Scope)?,
            landing: landing.to_owned(),
            opens_premium: self.opens_premium,
            starts_at,
            ends_at: ends_at.ok_or(CampaignProblem::End)?,
            uses_max,
            uses: 0,
            days,
            revoked_at: None,
        })
    }
}

/// A story, and what it asks for, as a campaign meets them.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) story: &'a dyn Story,
    pub(crate) number: StoryNumber,
    pub(crate) needs_premium: bool,
}

/// A campaign let somebody in, and what the device keeps of it.
pub(crate) struct Admitted {
    pub(crate) cookie: Option<http::HeaderValue>,
}

impl Paywall {
    /// What makes any story's address one of the campaign's.
    pub(crate) fn campaign_query(&self, campaign: &Campaign) -> String {
        format!("?campaign={}", self.campaign_key.token(campaign.id))
    }

    /// Whether what a campaign left on the device opens this story still. Asks no database.
    pub(crate) fn open_kept(&self, kept: &str, wanted: Wanted<'_>, device: DeviceId) -> bool {
        let now = self.ambient.now();
        let Some((id, until)) = self.campaign_key.open_grant(kept, device) else { return false };
        let passes = self.passes();
        let campaign = passes.campaign(id).filter(|_| now < until);
        let Wanted { story, number, needs_premium } = wanted;
        campaign.is_some_and(|found| found.refuses(story, number, needs_premium, now).is_none())
    }

    /// Whether the campaign of `token` opens this story to `device`, which then is one of its uses.
    pub(crate) async fn open_campaign(
        &self,
        token: &str,
        wanted: Wanted<'_>,
        who: Opener,
    ) -> store::Result<Result<Admitted, Refusal>> {
        let Some(id) = self.campaign_key.open(token) else { return Ok(Err(Refusal::Unknown)) };
        let (passes, now) = (self.passes(), self.ambient.now());
        let Some(campaign) = passes.campaign(id) else { return Ok(Err(Refusal::CampaignOver)) };
        let Wanted { story, number, needs_premium } = wanted;
        if let Some(refusal) = campaign.refuses(story, number, needs_premium, now) {
            return Ok(Err(refusal));
        }
        let opener = self.campaign_key.opener(id, who);
        let day = self.day_number(now);
        if !queries::admit(&self.db, campaign, &opener, day, now).await? {
            return Ok(Err(Refusal::CampaignUsedUp));
        }
        let Opener::Device(device) = who else { return Ok(Ok(Admitted { cookie: None })) };
        let grant = self.campaign_key.grant(id, campaign.grant_end(now), device);
        let cookie = set_cookie_for(&self.site, CookieKind::Campaign, &grant, campaign.days);
        Ok(Ok(Admitted { cookie: Some(cookie) }))
    }

    /// yyyymmdd in the paper's zone.
    fn day_number(&self, now: Timestamp) -> i32 {
        let date = self.site.zone().to_datetime(now).date();
        i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_will_not_do_with_a_campaign_is_named() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let later = now.checked_add(SignedDuration::from_hours(24)).unwrap();
        let good = Typed {
            name: "Airline",
            scope: "all",
            landing: "",
            opens_premium: false,
            starts_at: Some(now),
            ends_at: Some(later),
            uses_max: "",
            days: "",
        };
        let id = "00000000000000000000000000000001".parse().unwrap();
        let read = |typed: Typed<'_>| typed.read(id, now).map(|campaign| campaign.landing);
        assert_eq!(read(good), Ok("/".to_owned()));
        let long = "x".repeat(81);
        for (typed, problem) in [
            (Typed { name: " ", ..good }, CampaignProblem::Name),
            (Typed { name: &long, ..good }, CampaignProblem::Name),
            (Typed { scope: "", ..good }, CampaignProblem::Scope(ScopeProblem::Empty)),
            (Typed { landing: "//evil.test", ..good }, CampaignProblem::Landing),
            (Typed { landing: "https://evil.test", ..good }, CampaignProblem::Landing),
            (Typed { starts_at: None, ..good }, CampaignProblem::Start),
            (Typed { ends_at: Some(now), ..good }, CampaignProblem::End),
            (Typed { starts_at: Some(later), ..good }, CampaignProblem::End),
            (Typed { uses_max: "0", ..good }, CampaignProblem::Uses),
            (Typed { uses_max: "many", ..good }, CampaignProblem::Uses),
            (Typed { days: "91", ..good }, CampaignProblem::Days),
            (Typed { days: "-1", ..good }, CampaignProblem::Days),
        ] {
            assert_eq!(read(typed), Err(problem));
        }
    }
}
