//! From a visitor and a story to a decision: facts, counters, [`meter::decide`].

use std::sync::Arc;

use counters::{Who, Window};
use http::Method;
use jiff::Timestamp;
use meter::{
    Asked, Decision, Facts, Newcomers, OpenReason, Pass, Purpose, Standing, Story, Subscription,
    Tally, WallReason, decide, question,
};
use vocab::{Country, DeviceId, Holding, Institution, ReaderId, StoryNumber};
use web::{ClientAddress, Visitor};

use crate::{InForce, Paywall, Unlock, institutions::usage::Counted};

/// What becomes of a request for a metered story by a device not seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// Decide as usual.
    Known,
    /// Come again with the cookie, before anything is counted.
    MustProveCookie,
    /// The network has brought too many new devices: register first.
    TooMany,
}

/// Whoever asks for a story, as far as the meter cares.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// The device, if its cookie or token came with the request.
    pub device: Option<DeviceId>,
    /// The device to count on where newcomers are counted at once.
    pub fresh_device: DeviceId,
    /// The reader who is logged in.
    pub reader: Option<ReaderId>,
    /// Whether the reader works here.
    pub staff: bool,
    /// What the reader has of the business.
    pub holding: &'a Holding,
    /// The institution whose agreement covers the visitor.
    pub institution: Option<&'a Institution>,
    /// The visitor's country, where the proxy before the paper tells.
    pub country: Option<Country>,
    /// The path at which the visit began, where that is remembered.
    pub entry: Option<&'a str>,
    /// What opens the story beside all rules.
    pub pass: Option<Pass>,
    /// What the request is for.
    pub purpose: Purpose,
    /// Where it comes from, if that is known.
    pub address: Option<ClientAddress>,
    /// What the program calls itself, where an institution's visitors are told apart by it.
    pub agent: Option<&'a str>,
}

impl<'a> Reading<'a> {
    /// From the front desk's visitor. Only a GET reads; a HEAD looks.
    pub fn of(visitor: &'a Visitor, method: &Method) -> Self {
        let purpose = match *method {
            Method::GET if visitor.prefetch => Purpose::Prefetch,
            Method::GET if visitor.crawler => Purpose::Crawler,
            Method::GET => Purpose::Reading,
            _ => Purpose::Look,
        };
        Self {
            device: visitor.device_proven.then_some(visitor.device),
            fresh_device: visitor.device,
            reader: visitor.signed_in.as_ref().map(|signed_in| signed_in.reader),
            staff: visitor.is_staff(),
            holding: &visitor.holding,
            institution: visitor.institution.as_deref(),
            country: visitor.country,
            entry: visitor.entry.as_deref(),
            pass: visitor.engine.map(|engine| Pass::Crawler { premium: engine.premium }),
            purpose,
            address: Some(visitor.address),
            agent: visitor.agent.as_deref(),
        }
    }

    fn standing(&self) -> Standing {
        match (self.staff, self.reader) {
            (true, _) => Standing::Staff,
            (false, Some(_)) => Standing::Reader,
            (false, None) => Standing::Anonymous,
        }
    }

    fn facts(&self, story: &'a dyn Story, now: Timestamp) -> Facts<'a> {
        Facts {
            story,
            now,
            standing: self.standing(),
            subscription: Subscription::from(self.holding),
            benefits: &self.holding.benefits,
            institution: self.institution,
            country: self.country,
            entry: self.entry,
            pass: self.pass,
            device_proven: self.device.is_some(),
            purpose: self.purpose,
        }
    }

    fn who(&self) -> Who {
        match self.reader {
            Some(reader) => Who::Reader { reader, device: self.device },
            None => Who::Device(self.device.unwrap_or(self.fresh_device)),
        }
    }
}

/// A device that was counted, or that must show its cookie next time, needs one.
pub fn needs_cookie(decision: &Decision, reading: &Reading<'_>) -> bool {
    let newcomer = matches!(decision, Decision::Wall { because: WallReason::Newcomer, .. });
    let reads = reading.purpose == Purpose::Reading;
    reads && reading.device.is_none() && (newcomer || decision.count().is_some())
}

/// A decision, what it came from, and the reading that it counted, if it counted one.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// Open or Wall.
    pub decision: Decision,
    /// The policy that decided.
    pub policy: Arc<InForce>,
    /// The rule of the policy that spoke, by its place; none where the story's own level did.
    pub rule: Option<usize>,
    /// The unlock that opened the story to everybody, where one did.
    pub unlock: Option<Arc<Unlock>>,
    counted: Option<(Who, Window, StoryNumber)>,
    used: Option<Counted>,
}

impl Ruling {
    /// The meter that counted or would have.
    pub fn meter(&self) -> &meter::Meter {
        let policy = &self.policy.policy;
        let rule = self.rule.and_then(|place| policy.rules.get(place));
        match rule.map(|rule| &rule.outcome) {
            Some(meter::Outcome::Counted(name)) => policy.meter(name),
            _ => None,
        }
        .unwrap_or_else(|| self.policy.stories())
    }

    /// The benefit that a rule asks for.
    pub fn asked_benefit(&self) -> Option<&vocab::Benefit> {
        let rule = self.policy.policy.rules.get(self.rule?)?;
        match &rule.outcome {
            meter::Outcome::Benefit(benefit) => Some(benefit),
            _ => None,
        }
    }
}

impl Paywall {
    /// The facts of a reading, and the unlock among them.
    pub(crate) fn facts<'a>(
        &self,
        story: &'a dyn Story,
        number: StoryNumber,
        reading: &Reading<'a>,
    ) -> (Facts<'a>, Option<Arc<Unlock>>) {
        let now = self.ambient.now();
        let unlock = self.unlock_of(story, number, now);
        let mut facts = reading.facts(story, now);
        facts.pass = unlock.as_ref().map(|_| Pass::Emergency).or(facts.pass);
        (facts, unlock)
    }

    /// Decides, and counts where the decision is to read a metered story.
    pub async fn rule(
        &self,
        story: &dyn Story,
        number: StoryNumber,
        reading: &Reading<'_>,
    ) -> Ruling {
        let policy = self.in_force();
        let (facts, unlock) = self.facts(story, number, reading);
        let (_, rule) = policy.policy.asks(&facts);
        let Some(question) = question(&policy.policy, &facts) else {
            let decision = decide(&policy.policy, &facts, None);
            let unlock = unlock.filter(|_| decision == Decision::open(OpenReason::Emergency));
            let used = self.note_use(&policy, rule, (number, reading), &decision);
            return Ruling { decision, policy, rule, unlock, counted: None, used };
        };
        let (who, window) =
            (reading.who(), policy.window(question.meter, facts.now, self.site.zone()));
        let count = if question.counts {
            self.counters.count(who, window, number, question.ceiling).await
        } else {
            self.counters.look(who, window, number).await
        };
        let tally = Tally { used: count.used, holds_story: count.holds_story };
        let decision = decide(&policy.policy, &facts, Some(tally));
        let counted = count.newly_counted.then_some((who, window, number));
        let used = self.note_use(&policy, rule, (number, reading), &decision);
        Ruling { decision, policy, rule, unlock: None, counted, used }
    }

    /// Decides about a request that nobody can send to prove its cookie first: of
    /// a program, or of a marked address. Its network's allowance holds all the same.
    pub async fn admit(
        &self,
        story: &dyn Story,
        number: StoryNumber,
        reading: &Reading<'_>,
    ) -> Ruling {
        match self.receive(story, number, reading) {
            Arrival::TooMany => self.too_many_devices(),
            Arrival::Known | Arrival::MustProveCookie => self.rule(story, number, reading).await,
        }
    }

    /// Takes back what `ruling` counted: its body could not be shown.
    pub async fn take_back(&self, ruling: &Ruling) {
        if let Some((who, window, story)) = ruling.counted {
            self.counters.take_back(who, window, story).await;
        }
        if let Some(used) = &ruling.used {
            self.institutions.usage.take_back(used);
        }
    }

    /// The wall of a device whose network has brought too many.
    pub fn too_many_devices(&self) -> Ruling {
        let decision = Decision::wall(WallReason::Register);
        let policy = self.in_force();
        Ruling { decision, policy, rule: None, unlock: None, counted: None, used: None }
    }

    /// How much a visitor has used of the meter for stories, its limit, and when counting
    /// starts anew or the first reading falls out.
    pub async fn used(&self, who: Who) -> (u32, u32, Timestamp) {
        let (policy, now) = (self.in_force(), self.ambient.now());
        let meter = policy.stories();
        let window = policy.window(meter, now, self.site.zone());
        // No story has number 0, so this only looks.
        let count = self.counters.look(who, window, StoryNumber(0)).await;
        let limit = match who {
            Who::Device(_) => meter.free_limit,
            Who::Reader { .. } => meter.registered_limit,
        };
        let period = meter.window.period(now, self.site.zone());
        (count.used, limit, period.holds_until)
    }

    /// Whether the story asks nothing of a visitor of whom nothing is known.
    pub fn is_free_to_all(&self, story: &dyn Story) -> bool {
        let facts = Facts {
            story,
            now: self.ambient.now(),
            standing: Standing::Anonymous,
            subscription: Subscription::None,
            benefits: &vocab::BenefitSet::default(),
            institution: None,
            country: None,
            entry: None,
            pass: None,
            device_proven: false,
            purpose: Purpose::Reading,
        };
        self.in_force().policy.asks(&facts).0 == Asked::Nothing
    }

    /// At log-in: device and reader both get the union of their readings, in every meter.
    pub async fn unite(&self, device: DeviceId, reader: ReaderId) {
        let (policy, now) = (self.in_force(), self.ambient.now());
        let window = |meter| policy.window(meter, now, self.site.zone());
        let windows: Vec<_> = policy.policy.meters.iter().map(window).collect();
        self.counters.unite(device, reader, &windows).await;
    }

    /// What becomes of this request before any decision: whether the device has
    /// to show its cookie first, or comes from a network that has brought too many.
    pub fn receive(
        &self,
        story: &dyn Story,
        number: StoryNumber,
        reading: &Reading<'_>,
    ) -> Arrival {
        if let (Some(device), Some(address)) = (reading.device, reading.address) {
            self.allowance.notice(address, device, self.ambient.now());
        }
        let is_new = reading.device.is_none()
            && reading.reader.is_none()
            && reading.purpose == Purpose::Reading;
        if !is_new {
            return Arrival::Known;
        }
        let policy = self.in_force();
        let (facts, _) = self.facts(story, number, reading);
        // A device that will be counted must be one that can be known again.
        let counted = matches!(policy.policy.asks(&facts).0, Asked::Room(Some(_)))
            && matches!(decide(&policy.policy, &facts, None), Decision::Wall { .. });
        if !counted {
            Arrival::Known
        } else if reading.institution.is_none()
            && !self.allowance.admits(reading.address, self.ambient.now())
        {
            Arrival::TooMany
        } else if policy.policy.newcomers == Newcomers::ProveCookie {
            Arrival::MustProveCookie
        } else {
            Arrival::Known
        }
    }
}
