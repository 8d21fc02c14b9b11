use vocab::{Access, Benefit, BenefitSet};

use crate::{
    Count, Decision, Facts, Meter, Newcomers, OpenReason, Outcome, Pass, Policy, Purpose, STORIES,
    Standing, WallReason,
};

/// What the counters say after counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Distinct metered stories opened in the window, this one included if it is among them.
    pub used: u32,
    /// Whether this story is among them.
    pub holds_story: bool,
}

/// What the counters are asked, where they take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question<'a> {
    /// In which meter.
    pub meter: &'a Meter,
    /// How many distinct stories this visitor may open, as the visitor is told.
    pub limit: u32,
    /// How many open in fact: the limit and the grace beyond it.
    pub ceiling: u32,
    /// Whether opening counts; a prefetch or a look only looks.
    pub counts: bool,
}

/// What a story asks of a visitor, by a rule or by its own level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked<'a> {
    /// Nothing.
    Nothing,
    /// Room in this meter; none is one that the policy lacks, which has no room.
    Room(Option<&'a Meter>),
    /// A log-in.
    LogIn,
    /// A subscription.
    Subscription,
    /// This benefit.
    Benefit(&'a Benefit),
}

impl Policy {
    /// What the story asks of this visitor, and the place of the rule that says
    /// so; no rule where the story's own level does.
    pub fn asks<'a>(&'a self, facts: &Facts<'a>) -> (Asked<'a>, Option<usize>) {
        if let Some(benefit) = facts.story.required_benefit() {
            return (Asked::Benefit(benefit), None);
        }
        let found = self.rules.iter().enumerate().find(|(_, rule)| rule.matches(facts));
        if let Some((place, rule)) = found {
            let asked = match &rule.outcome {
                Outcome::Free => Asked::Nothing,
                Outcome::Counted(name) => Asked::Room(self.meter(name)),
                Outcome::Register => Asked::LogIn,
                Outcome::Subscribe => Asked::Subscription,
                Outcome::Benefit(benefit) => Asked::Benefit(benefit),
            };
            return (asked, Some(place));
        }
        let asked = match facts.story.access() {
            Access::Free => Asked::Nothing,
            Access::Registered => Asked::LogIn,
            Access::Premium => Asked::Subscription,
            Access::Metered => Asked::Room(self.meter(STORIES)),
        };
        (asked, None)
    }
}

impl Asked<'_> {
    /// Whether `pass` opens what asks for this.
    const fn is_opened_by(&self, pass: Pass) -> bool {
        match pass {
            Pass::Gift | Pass::Emergency | Pass::Crawler { premium: true } => true,
            Pass::Crawler { premium: false } => matches!(self, Self::Nothing | Self::Room(_)),
        }
    }

    /// Whether `benefits` give what is asked.
    fn is_held_by(&self, benefits: &BenefitSet, access: Access) -> bool {
        match self {
            Self::Nothing | Self::LogIn => false,
            Self::Room(_) => benefits.holds(&Benefit::Unlimited),
            // A rule may keep a story for subscribers that is not premium.
            Self::Subscription => {
                benefits.holds(&Benefit::Premium)
                    || access != Access::Premium && benefits.holds(&Benefit::Unlimited)
            }
            Self::Benefit(benefit) => benefits.holds(benefit),
        }
    }
}

/// Whether the counters take part in this decision, and what they are asked.
pub fn question<'a>(policy: &'a Policy, facts: &Facts<'a>) -> Option<Question<'a>> {
    match without_counting(policy, facts) {
        Verdict::Count(meter) => ask(policy, facts, meter),
        Verdict::Decided(_) => None,
    }
}

/// Open or Wall. `tally` is what the counters answered, where [`question`] said to ask
/// them. What is fetched ahead gets the lead of anything that is not free to
/// everybody, whoever fetches; the click that follows decides.
pub fn decide(policy: &Policy, facts: &Facts<'_>, tally: Option<Tally>) -> Decision {
    let decision = match without_counting(policy, facts) {
        Verdict::Decided(decision) => decision,
        Verdict::Count(meter) => by_count(policy, facts, meter, tally),
    };
    match decision {
        Decision::Open { because, count }
            if facts.purpose == Purpose::Prefetch
                && !matches!(because, OpenReason::Free | OpenReason::Emergency) =>
        {
            Decision::Wall { because: WallReason::Newcomer, count }
        }
        decision => decision,
    }
}

/// As far as one comes without the counters.
enum Verdict<'a> {
    Decided(Decision),
    Count(&'a Meter),
}

fn without_counting<'a>(policy: &'a Policy, facts: &Facts<'a>) -> Verdict<'a> {
    let open = |because| Verdict::Decided(Decision::open(because));
    let wall = |because| Verdict::Decided(Decision::wall(because));
    if facts.standing == Standing::Staff {
        return open(OpenReason::Staff);
    }
    let (asked, _) = policy.asks(facts);
    let access = facts.story.access();
    if asked == Asked::Nothing {
        return open(OpenReason::Free);
    }
    if asked.is_held_by(facts.benefits, access) {
        return open(OpenReason::Benefit);
    }
    if let Some(from) = facts.institution
        && (asked == Asked::LogIn || asked.is_held_by(&from.benefits, access))
    {
        return open(OpenReason::Institution);
    }
    if let Some(pass) = facts.pass
        && asked.is_opened_by(pass)
    {
        return open(pass.into());
    }
    match asked {
        Asked::Nothing => open(OpenReason::Free),
        Asked::LogIn if facts.standing == Standing::Reader => open(OpenReason::Registered),
        Asked::LogIn => wall(WallReason::Register),
        Asked::Subscription => wall(WallReason::Premium),
        Asked::Benefit(_) => wall(WallReason::Benefit),
        Asked::Room(None) => wall(WallReason::Limit),
        Asked::Room(Some(meter)) => Verdict::Count(meter),
    }
}

fn ask<'a>(policy: &Policy, facts: &Facts<'_>, meter: &'a Meter) -> Option<Question<'a>> {
    let someone = facts.device_proven
        || facts.standing == Standing::Reader
        || policy.newcomers == Newcomers::Open && facts.purpose == Purpose::Reading;
    let limit = match facts.standing {
        Standing::Anonymous => meter.free_limit,
        Standing::Reader | Standing::Staff => meter.registered_limit,
    };
    (facts.purpose != Purpose::Crawler && someone).then_some(Question {
        meter,
        limit,
        ceiling: limit.saturating_add(meter.grace),
        counts: facts.purpose == Purpose::Reading,
    })
}

fn by_count(policy: &Policy, facts: &Facts<'_>, meter: &Meter, tally: Option<Tally>) -> Decision {
    let (Some(question), Some(tally)) = (ask(policy, facts, meter), tally) else {
        return Decision::wall(WallReason::Newcomer);
    };
    let count = Some(Count { used: tally.used, limit: question.limit });
    if !question.counts {
        // Fetched ahead: the lead, whatever the count; the click that follows decides.
        let is_full = tally.used >= question.ceiling && !tally.holds_story;
        let because = if is_full { WallReason::Limit } else { WallReason::Newcomer };
        return Decision::Wall { because, count };
    }
    if tally.holds_story {
        Decision::Open { because: OpenReason::Metered, count }
    } else {
        Decision::Wall { because: WallReason::Limit, count }
    }
}
