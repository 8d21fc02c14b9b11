//! How much an institution's visitors read, in the counts of COUNTER's code of
//! practice, release 5 (section 3.3 and 7): requests, investigations, turn-aways.
//!
//! Whether somebody asks for a story once more is known in memory alone, by hashes
//! under a key that dies with the process, for the clock's hour and half a minute.
//! What is written are sums.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{BuildHasher as _, Hash, RandomState},
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use meter::{Audience, Decision, OpenReason, Purpose, WallReason};
use vocab::{PaperMonth, StoryNumber};

use super::queries;
use crate::{InForce, Paywall, Reading};

/// Who asks again so soon has clicked twice (section 7.2).
const DOUBLE_CLICK_SECONDS: i64 = 30;
const SESSION_SECONDS: i64 = 3_600;
/// How many are remembered; beyond that all are forgotten, and count anew.
const SEEN_MAX: usize = 400_000;

/// The report's columns as a file: whose, when, and the metrics by the names of the code of practice.
pub(crate) const COLUMNS: [&str; 8] = [
    "Institution_Name",
    "Institution_ID",
    "Month",
    "Total_Item_Requests",
    "Unique_Item_Requests",
    "Total_Item_Investigations",
    "Unique_Item_Investigations",
    "No_License",
];

/// What somebody did with a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// Read it.
    Request,
    /// Saw its lead.
    Investigation,
    /// Was turned away, for the agreement does not give it, and saw its lead.
    TurnAway,
}

/// The sums of an institution, a month and a story, or of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// `Total_Item_Requests`.
    pub total_requests: i64,
    /// `Unique_Item_Requests`.
    pub unique_requests: i64,
    /// `Total_Item_Investigations`.
    pub total_investigations: i64,
    /// `Unique_Item_Investigations`.
    pub unique_investigations: i64,
    /// `No_License`.
    pub no_license: i64,
}

impl Counts {
    fn add(&mut self, other: Self, sign: i64) {
        let Self { total_requests, unique_requests, total_investigations, .. } = other;
        self.total_requests += sign * total_requests;
        self.unique_requests += sign * unique_requests;
        self.total_investigations += sign * total_investigations;
        self.unique_investigations += sign * other.unique_investigations;
        self.no_license += sign * other.no_license;
    }

    const fn is_nothing(&self) -> bool {
        let requests = self.total_requests | self.unique_requests | self.no_license;
        requests | self.total_investigations | self.unique_investigations == 0
    }
}

/// Whose sums: the institution, the month as yyyymm, and the story.
pub(crate) type UsageKey = (Box<str>, i32, StoryNumber);

/// One use that was counted, to be taken back where the story could not be shown.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    key: UsageKey,
    counts: Counts,
}

/// What one visitor did with one story, in seconds since 1970.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// The hour in which the two that follow hold.
    hour: i64,
    requested: bool,
    investigated: bool,
    last_request: Option<i64>,
    last_investigation: Option<i64>,
    last_turn_away: Option<i64>,
}

impl Seen {
    /// Counts a use at `second`, and remembers it.
    fn count(&mut self, what: Use, second: i64) -> Counts {
        let hour = second.div_euclid(SESSION_SECONDS);
        if self.hour != hour {
            (self.hour, self.requested, self.investigated) = (hour, false, false);
        }
        // Of clicks in a row each is measured from the one before it.
        let click = |last: &mut Option<i64>| {
            let again =
                last.replace(second).is_some_and(|last| second - last <= DOUBLE_CLICK_SECONDS);
            i64::from(!again)
        };
        // What was a second click is nothing new either, whatever the hour.
        let first = |total: i64, flag: &mut bool| {
            if total == 0 { 0 } else { i64::from(!std::mem::replace(flag, true)) }
        };
        let total = click(&mut self.last_investigation);
        let mut counts = Counts {
            total_investigations: total,
            unique_investigations: first(total, &mut self.investigated),
            ..Counts::default()
        };
        match what {
            Use::Request => {
                let total = click(&mut self.last_request);
                counts.total_requests = total;
                counts.unique_requests = first(total, &mut self.requested);
            }
            Use::Investigation => {}
            Use::TurnAway => counts.no_license = click(&mut self.last_turn_away),
        }
        counts
    }

    /// Whether it still matters at `second`.
    fn matters(&self, second: i64) -> bool {
        let last = self.last_investigation.unwrap_or(i64::MIN);
        self.hour == second.div_euclid(SESSION_SECONDS) || second - last <= DOUBLE_CLICK_SECONDS
    }
}

#[derive(Default)]
struct Session {
    hour: i64,
    seen: HashMap<u64, Seen>,
}

impl Session {
    fn of(&mut self, visitor: u64, second: i64) -> &mut Seen {
        let hour = second.div_euclid(SESSION_SECONDS);
        if self.hour != hour {
            self.hour = hour;
            self.seen.retain(|_, seen| seen.matters(second));
        }
        if self.seen.len() >= SEEN_MAX && !self.seen.contains_key(&visitor) {
            self.seen.clear();
        }
        self.seen.entry(visitor).or_default()
    }
}

/// What was counted since the last flush, and whom the hour has seen.
#[derive(Default)]
pub(crate) struct Usage {
    pending: Mutex<BTreeMap<UsageKey, Counts>>,
    session: Mutex<Session>,
    key: RandomState,
}

impl Usage {
    /// Counts what `who` did; `who` is hashed at once.
    pub(crate) fn count(
        &self,
        key: UsageKey,
        who: impl Hash,
        what: Use,
        now: Timestamp,
    ) -> Counted {
        let visitor = self.key.hash_one((&key.0, key.2, who));
        let counts = {
            let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
            session.of(visitor, now.as_second()).count(what, now.as_second())
        };
        self.add(key.clone(), counts, 1);
        Counted { key, counts }
    }

    /// Takes back what a story was counted for that could not be shown.
    pub(crate) fn take_back(&self, counted: &Counted) {
        self.add(counted.key.clone(), counted.counts, -1);
    }

    fn add(&self, key: UsageKey, counts: Counts, sign: i64) {
        if !counts.is_nothing() {
            let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
            pending.entry(key).or_default().add(counts, sign);
        }
    }

    fn take(&self) -> BTreeMap<UsageKey, Counts> {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut pending)
    }
}

/// What a decision about an institution's visitor is in the report, if anything. What the
/// visitor has otherwise, by a subscription, the meter or a gift, is not the agreement's.
fn use_of(policy: &InForce, rule: Option<usize>, decision: &Decision) -> Option<Use> {
    let is_for_institutions = || {
        let rule = rule.and_then(|place| policy.policy.rules.get(place));
        rule.is_some_and(|rule| {
            rule.audience.iter().any(|audience| matches!(audience, Audience::Institution(_)))
        })
    };
    match decision {
        Decision::Open { because: OpenReason::Institution, .. } => Some(Use::Request),
        Decision::Open {
            because: OpenReason::Free | OpenReason::Metered | OpenReason::Registered,
            ..
        } => is_for_institutions().then_some(Use::Request),
        Decision::Open { .. } => None,
        Decision::Wall { because: WallReason::Newcomer, .. } => Some(Use::Investigation),
        Decision::Wall { .. } => Some(Use::TurnAway),
    }
}

impl Paywall {
    /// Counts for its report what an institution's visitor did. What is fetched ahead or
    /// only looked at, a crawler's and the staff's is nobody's.
    pub(crate) fn note_use(
        &self,
        policy: &InForce,
        rule: Option<usize>,
        (story, reading): (StoryNumber, &Reading<'_>),
        decision: &Decision,
    ) -> Option<Counted> {
        let institution = reading.institution?;
        if reading.purpose != Purpose::Reading || reading.staff {
            return None;
        }
        let what = use_of(policy, rule, decision)?;
        let now = self.ambient.now();
        let month = PaperMonth::of(now, self.site.zone()).number();
        let key = (institution.slug.clone(), month, story);
        // By account, by device, or as far as the code of practice goes: by address and program.
        let usage = &self.institutions.usage;
        Some(match (reading.reader, reading.device) {
            (Some(reader), _) => usage.count(key, reader.as_u128(), what, now),
            (None, Some(device)) => usage.count(key, device.0, what, now),
            (None, None) => {
                let address = reading.address.map(|address| address.0);
                usage.count(key, (address, reading.agent), what, now)
            }
        })
    }

    /// Adds what institutions used to the database, in one transaction.
    pub async fn flush_usage(&self) -> store::Result<()> {
        let mut taken = self.institutions.usage.take();
        taken.retain(|_, counts| !counts.is_nothing());
        if taken.is_empty() {
            return Ok(());
        }
        let written = self.write_usage(&taken).await;
        if written.is_err() {
            for (key, counts) in taken {
                self.institutions.usage.add(key, counts, 1);
            }
        }
        written
    }

    async fn write_usage(&self, taken: &BTreeMap<UsageKey, Counts>) -> store::Result<()> {
        // In the order of their keys on every node, so that none waits for another in a ring.
        let mut tx = self.db.begin().await?;
        for (key, counts) in taken {
            queries::add_usage(&mut tx, key, counts).await?;
        }
        tx.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(uses: &[(u8, Use, i64)]) -> Counts {
        let usage = Usage::default();
        for (who, what, second) in uses {
            let now = Timestamp::from_second(1_800_000_000 + second).unwrap();
            usage.count(("u".into(), 202_611, StoryNumber(1)), who, *what, now);
        }
        usage.take().into_values().next().unwrap_or_default()
    }

    fn sums(counts: Counts) -> [i64; 5] {
        let Counts { total_requests, unique_requests, total_investigations, .. } = counts;
        [
            total_requests,
            unique_requests,
            total_investigations,
            counts.unique_investigations,
            counts.no_license,
        ]
    }

    #[test]
    fn two_clicks_within_half_a_minute_are_one() {
        use Use::{Investigation, Request, TurnAway};
        for (uses, says) in [
            (&[(1, Request, 0)][..], [1, 1, 1, 1, 0]),
            (&[(1, Request, 0), (1, Request, 30)], [1, 1, 1, 1, 0]),
            (&[(1, Request, 0), (1, Request, 31)], [2, 1, 2, 1, 0]),
            (&[(1, Request, 0), (1, Request, 29), (1, Request, 58)], [1, 1, 1, 1, 0]),
            (&[(1, Request, 0), (2, Request, 1)], [2, 2, 2, 2, 0]),
            (&[(1, TurnAway, 0), (1, TurnAway, 9), (1, TurnAway, 60)], [0, 0, 2, 1, 2]),
            (&[(1, Investigation, 0), (1, Request, 5)], [1, 1, 1, 1, 0]),
        ] {
            assert_eq!(sums(counted(uses)), says, "{uses:?}");
        }
    }

    #[test]
    fn a_session_is_an_hour_of_the_clock() {
        // 1,800,000,000 is the beginning of an hour.
        let uses = |second| counted(&[(1, Use::Request, 0), (1, Use::Request, second)]);
        assert_eq!(sums(uses(3_599)), [2, 1, 2, 1, 0]);
        assert_eq!(sums(uses(3_600)), [2, 2, 2, 2, 0]);
        let edge = counted(&[(1, Use::Request, 3_590), (1, Use::Request, 3_610)]);
        assert_eq!(sums(edge), [1, 1, 1, 1, 0], "a second click, whatever the hour");
    }

    #[test]
    fn nobody_is_remembered_beyond_the_hour() {
        let usage = Usage::default();
        for who in 0..100 {
            let at = Timestamp::from_second(1_800_000_000 + who).unwrap();
            usage.count(("u".into(), 202_611, StoryNumber(1)), who, Use::Request, at);
        }
        let later = Timestamp::from_second(1_800_003_700).unwrap();
        usage.count(("u".into(), 202_611, StoryNumber(1)), 1_000, Use::Request, later);
        assert_eq!(usage.session.lock().unwrap().seen.len(), 1);
    }

    #[test]
    fn what_is_taken_back_was_never_counted() {
        let usage = Usage::default();
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let counted = usage.count(("u".into(), 202_611, StoryNumber(1)), 1, Use::Request, now);
        usage.take_back(&counted);
        assert!(usage.take().values().all(Counts::is_nothing));
    }
}
