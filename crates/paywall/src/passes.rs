//! What opens a story beside the policy: an unlock, a gift, a campaign's link.
//!
//! Unlocks and campaigns are few, so each node holds all that are open in memory; the
//! database is asked only by whoever brings a token that the paper made.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
};

use http::HeaderValue;
use jiff::Timestamp;
use meter::{Asked, Pass, Purpose, Story, decide};
use vocab::{Access, StoryNumber};

use crate::{
    Arrival, Paywall, Reading, Ticket,
    campaigns::{self, Campaign, Wanted},
    link::{LinkId, Opener},
    unlocks::{self, Unlock},
};

/// The feed's topic for unlocks and campaigns.
pub(crate) const TOPIC: &str = "passes";
/// At most so many unlocks, and so many campaigns, are open at a time.
pub(crate) const OPEN_MAX: u32 = 200;

/// Why a link does not open a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The paper never made it, or a part of it is missing.
    Unknown,
    /// The browser has not sent the cookie back by which openers are counted.
    Cookie,
    /// The gift is of another story.
    OtherStory,
    /// The gift's days are over.
    Expired,
    /// Its giver took it back, or can give no more.
    TakenBack,
    /// So many have opened it as may.
    UsedUp,
    /// The campaign has not begun, or is over.
    CampaignOver,
    /// The campaign opens other stories.
    CampaignElsewhere,
    /// So many devices have used the campaign as may.
    CampaignUsedUp,
}

/// What becomes of the links that a request brings.
#[derive(Debug)]
pub struct Passage {
    /// What opens the story.
    pub pass: Option<Pass>,
    /// Why a link does not, where the reader should know.
    pub refusal: Option<Refusal>,
    /// What the device keeps of a campaign.
    pub cookie: Option<HeaderValue>,
    /// Whether the device must show its cookie first.
    pub arrival: Arrival,
}

impl Default for Passage {
    fn default() -> Self {
        Self { pass: None, refusal: None, cookie: None, arrival: Arrival::Known }
    }
}

impl Passage {
    fn open() -> Self {
        Self { pass: Some(Pass::Gift), ..Self::default() }
    }

    fn refused(refusal: Refusal) -> Self {
        Self { refusal: Some(refusal), ..Self::default() }
    }
}

/// The unlocks and campaigns that are open.
#[derive(Debug, Default)]
pub(crate) struct Passes {
    unlocks: Vec<Arc<Unlock>>,
    campaigns: HashMap<LinkId, Campaign>,
}

impl Passes {
    pub(crate) fn campaign(&self, id: LinkId) -> Option<&Campaign> {
        self.campaigns.get(&id)
    }
}

impl Paywall {
    pub(crate) fn passes(&self) -> Arc<Passes> {
        self.passes.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads anew what is open.
    pub(crate) async fn load_passes(&self) -> store::Result<()> {
        let now = self.ambient.now();
        let unlocks = unlocks::queries::list_open(&self.db, now, OPEN_MAX).await?;
        let campaigns = campaigns::queries::list_open(&self.db, now, OPEN_MAX).await?;
        let passes = Passes {
            unlocks: unlocks.into_iter().map(Arc::new).collect(),
            campaigns: campaigns.into_iter().map(|campaign| (campaign.id, campaign)).collect(),
        };
        *self.passes.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(passes);
        Ok(())
    }

    /// The unlock that opens this story to everybody at `now`.
    pub(crate) fn unlock_of(
        &self,
        story: &dyn Story,
        number: StoryNumber,
        now: Timestamp,
    ) -> Option<Arc<Unlock>> {
        let passes = self.passes.read().unwrap_or_else(PoisonError::into_inner);
        passes.unlocks.iter().find(|unlock| unlock.opens(story, number, now)).cloned()
    }

    /// Forgets the campaigns of a node that cannot hear of those that were taken back.
    /// Unlocks stay: they end by themselves.
    pub fn forget_campaigns(&self) {
        let mut passes = self.passes.write().unwrap_or_else(PoisonError::into_inner);
        let unlocks = passes.unlocks.clone();
        *passes = Arc::new(Passes { unlocks, campaigns: HashMap::new() });
    }

    /// What the links of a request open of a story that is closed without them. Where
    /// `may_prove`, a device without a cookie is sent to show one first.
    pub async fn pass(
        &self,
        story: &dyn Story,
        number: StoryNumber,
        reading: &Reading<'_>,
        ticket: Ticket<'_>,
        may_prove: bool,
    ) -> store::Result<Passage> {
        if ticket.is_empty() || reading.purpose != Purpose::Reading {
            return Ok(Passage::default());
        }
        let policy = self.in_force();
        let (facts, _) = self.facts(story, number, reading);
        if decide(&policy.policy, &facts, None).is_open() {
            return Ok(Passage::default());
        }
        let asked = policy.policy.asks(&facts).0;
        let needs_premium = story.access() == Access::Premium
            || matches!(asked, Asked::Subscription | Asked::Benefit(_));
        let wanted = Wanted { story, number, needs_premium };
        if let (Some(kept), Some(device)) = (ticket.kept, reading.device)
            && self.open_kept(kept, wanted, device)
        {
            return Ok(Passage::open());
        }
        let who = match (reading.device, reading.reader) {
            (Some(device), _) => Opener::Device(device),
            (None, Some(reader)) => Opener::Reader(reader),
            (None, None) => return Ok(self.without_cookie(reading, ticket, may_prove)),
        };
        self.pass_by_token(wanted, ticket, who).await
    }

    async fn pass_by_token(
        &self,
        wanted: Wanted<'_>,
        ticket: Ticket<'_>,
        who: Opener,
    ) -> store::Result<Passage> {
        let mut refusal = None;
        if let Some(token) = ticket.gift {
            match self.open_gift(token, wanted.number, who).await? {
                Ok(()) => return Ok(Passage::open()),
                Err(refused) => refusal = Some(refused),
            }
        }
        for (token, is_told) in [(ticket.campaign, true), (ticket.kept, false)] {
            let Some(token) = token else { continue };
            match self.open_campaign(token, wanted, who).await? {
                Ok(admitted) => return Ok(Passage { cookie: admitted.cookie, ..Passage::open() }),
                // What lies on the device from an earlier day is nobody's question now.
                Err(refused) if is_told => refusal = refusal.or(Some(refused)),
                Err(_) => {}
            }
        }
        Ok(Passage { refusal, ..Passage::default() })
    }

    /// Openers are counted by device, so a stranger shows a cookie first. Made-up tokens
    /// get nobody that far.
    fn without_cookie(
        &self,
        reading: &Reading<'_>,
        ticket: Ticket<'_>,
        may_prove: bool,
    ) -> Passage {
        let is_gift = ticket.gift.is_some_and(|token| self.gift_key.open(token).is_some());
        let mut campaigns = [ticket.campaign, ticket.kept].into_iter().flatten();
        let is_ours = is_gift || campaigns.any(|token| self.campaign_key.open(token).is_some());
        if !is_ours {
            return match ticket.is_in_address() {
                true => Passage::refused(Refusal::Unknown),
                false => Passage::default(),
            };
        }
        if !may_prove {
            return Passage::refused(Refusal::Cookie);
        }
        let has_room = reading.institution.is_some()
            || self.allowance.admits(reading.address, self.ambient.now());
        let arrival = if has_room { Arrival::MustProveCookie } else { Arrival::TooMany };
        Passage { arrival, ..Passage::default() }
    }
}
