//! Stories that subscribers give away: so many a month, each for so many devices
//! and days, until the giver takes it back or stops paying.

mod pages;
pub(crate) mod queries;
pub(crate) mod routes;

use std::{fmt, str::FromStr};

use jiff::{SignedDuration, Timestamp};
use meter::{Decision, OpenReason, Story, decide};
use vocab::{Benefit, Holding, PaperMonth, ReaderId, StoryNumber};

pub use queries::Gift;
pub(crate) use queries::{GiftMonth, GiftedStory};

use crate::{Paywall, Reading, Refusal, link::LinkId, link::Opener};

/// Gifts and their openers are kept so long, for the counts of a year and a month.
pub(crate) const KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);

/// Who may give how much.
#[derive(Clone, Debug)]
pub struct GiftRules {
    /// Gifts a giver and month; 0 where nobody gives.
    pub per_month: u32,
    /// For how many days a gift opens.
    pub days: u32,
    /// On how many devices a gift opens.
    pub openers: u32,
    /// Who may give: whoever has one of these.
    pub givers: Vec<Giver>,
}

/// What makes a giver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Giver {
    /// A benefit.
    Benefit(Benefit),
    /// A running subscription to the plan of this slug.
    Plan(String),
}

/// The text names no giver.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” names no giver: write a benefit such as unlimited, or plan:SLUG")]
pub struct UnknownGiver(String);

impl FromStr for Giver {
    type Err = UnknownGiver;

    fn from_str(text: &str) -> Result<Self, UnknownGiver> {
        let unknown = || UnknownGiver(text.to_owned());
        match text.strip_prefix("plan:") {
            Some(slug) if web::is_slug(slug) => Ok(Self::Plan(slug.to_owned())),
            Some(_) => Err(unknown()),
            None => text.parse().map(Self::Benefit).map_err(|_| unknown()),
        }
    }
}

impl fmt::Display for Giver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Benefit(benefit) => write!(f, "{benefit}"),
            Self::Plan(slug) => write!(f, "plan:{slug}"),
        }
    }
}

impl GiftRules {
    /// Whether there are gifts at all.
    pub const fn is_on(&self) -> bool {
        self.per_month > 0
    }

    /// Whether somebody with this holding may give.
    pub fn allow(&self, holding: &Holding) -> bool {
        let gives = |giver: &Giver| match giver {
            Giver::Benefit(benefit) => holding.benefits.holds(benefit),
            Giver::Plan(slug) => holding.plan.as_deref() == Some(slug),
        };
        self.is_on() && self.givers.iter().any(gives)
    }
}

/// The story that is given, as it stands now.
#[derive(Clone, Copy, Debug)]
pub struct GivenStory<'a> {
    /// Its number.
    pub number: StoryNumber,
    /// Its address on the paper.
    pub path: &'a str,
    /// Its headline.
    pub headline: &'a str,
}

/// Why somebody cannot give a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoGift {
    /// The holding is not one that gives.
    NotAGiver,
    /// The story is open to everybody: its own address is gift enough.
    NeedsNone,
    /// The giver's subscription does not open it.
    Closed,
}

impl Paywall {
    /// Whether whoever reads may give this story away.
    pub fn may_give(
        &self,
        story: &dyn Story,
        number: StoryNumber,
        reading: &Reading<'_>,
    ) -> Result<(), NoGift> {
        if !self.gifts.allow(reading.holding) {
            return Err(NoGift::NotAGiver);
        }
        let (facts, _) = self.facts(story, number, reading);
        match decide(&self.in_force().policy, &facts, None) {
            Decision::Open { because: OpenReason::Benefit, .. } => Ok(()),
            Decision::Open { because: OpenReason::Free | OpenReason::Emergency, .. } => {
                Err(NoGift::NeedsNone)
            }
            _ => Err(NoGift::Closed),
        }
    }

    /// Who may give how much.
    pub fn gift_rules(&self) -> &GiftRules {
        &self.gifts
    }

    /// Gives `story`, whose giver may: the gift that opens it already, or a new one;
    /// none where the month's are used up.
    pub async fn give(
        &self,
        giver: ReaderId,
        story: GivenStory<'_>,
    ) -> store::Result<Option<LinkId>> {
        let now = self.ambient.now();
        let gift = queries::NewGift {
            giver,
            month: PaperMonth::of(now, self.site.zone()).number(),
            story,
            given_at: now,
            expires_at: self.gift_end(now),
            openers_max: self.gifts.openers,
        };
        // Whoever loses a race loses it to a gift that took a place, and there are so many.
        for _ in 0..=self.gifts.per_month {
            if let Some(id) = queries::find_live(&self.db, giver, story.number, now).await? {
                return Ok(Some(id));
            }
            let id = LinkId::fresh(&self.ambient);
            if queries::insert(&self.db, id, &gift, self.gifts.per_month).await? {
                return Ok(Some(id));
            }
            if queries::count_given(&self.db, giver, gift.month).await? >= self.gifts.per_month {
                // Perhaps the place that was the last went to this very story.
                return queries::find_live(&self.db, giver, story.number, now).await;
            }
        }
        Ok(None)
    }

    fn gift_end(&self, now: Timestamp) -> Timestamp {
        let days = SignedDuration::from_hours(24 * i64::from(self.gifts.days));
        now.checked_add(days).unwrap_or(Timestamp::MAX)
    }

    /// How many gifts of this month the giver has left.
    pub async fn gifts_left(&self, giver: ReaderId) -> store::Result<u32> {
        let month = PaperMonth::of(self.ambient.now(), self.site.zone()).number();
        let given = queries::count_given(&self.db, giver, month).await?;
        Ok(self.gifts.per_month.saturating_sub(given))
    }

    /// The address that opens a gift.
    pub fn gift_address(&self, gift: &Gift) -> String {
        self.site.address(&format!("{}?gift={}", gift.path, self.gift_key.token(gift.id)))
    }

    /// Whether the gift of `token` opens story `number` to `who`, who then is one of its openers.
    pub(crate) async fn open_gift(
        &self,
        token: &str,
        number: StoryNumber,
        who: Opener,
    ) -> store::Result<Result<(), Refusal>> {
        let Some(id) = self.gift_key.open(token) else { return Ok(Err(Refusal::Unknown)) };
        let opener = self.gift_key.opener(id, who);
        let Some(gift) = queries::find_with_opener(&self.db, id, &opener).await? else {
            return Ok(Err(Refusal::Unknown));
        };
        let now = self.ambient.now();
        if let Some(refusal) = gift.refuses(number, now) {
            return Ok(Err(refusal));
        }
        if !self.gifts.allow(&*(self.departments.holding)(gift.giver).await?) {
            return Ok(Err(Refusal::TakenBack));
        }
        if gift.is_known || queries::admit(&self.db, id, &opener, now).await? {
            return Ok(Ok(()));
        }
        // Its giver may have taken it back in the same moment.
        let gift = queries::find_with_opener(&self.db, id, &opener).await?;
        let refusal = gift.and_then(|gift| gift.refuses(number, now));
        Ok(Err(refusal.unwrap_or(Refusal::UsedUp)))
    }
}
