//! Sets of story numbers by meter, period and visitor, in shards of a map.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

use crate::{Count, Window, sets::Sets};

const SHARDS: usize = 64;

/// All visitors, in all meters.
pub(crate) struct Memory {
    shards: Vec<Mutex<Shard>>,
}

/// Few meters, so a list is the quickest map.
#[derive(Default)]
struct Shard {
    meters: Vec<Meter>,
}

/// One meter's periods, in their order.
struct Meter {
    key: u32,
    /// The latest period that anybody asked about: a clock that steps back
    /// cannot win anybody a fresh window.
    latest: i32,
    latest_needed_until: Timestamp,
    periods: Vec<Period>,
}

struct Period {
    number: i32,
    needed_until: Timestamp,
    sets: Sets,
}

/// A period that a reading went into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PeriodOf {
    pub(crate) period: i32,
    pub(crate) needed_until: Timestamp,
}

impl Period {
    const fn place(&self) -> PeriodOf {
        PeriodOf { period: self.number, needed_until: self.needed_until }
    }
}

/// A reading as it goes out: meter, period, how long it is needed, visitor, stories.
pub(crate) struct Drained {
    pub(crate) meter: u32,
    pub(crate) period: i32,
    pub(crate) needed_until: Timestamp,
    pub(crate) visitor: u128,
    pub(crate) stories: Vec<u32>,
}

impl Meter {
    /// The periods of `window`, where the clock has not stepped back.
    fn of_window(&self, window: &Window) -> impl Iterator<Item = &Period> {
        let shift = (self.latest - window.last).max(0);
        let periods = *window.periods().start() + shift..=window.last + shift;
        self.periods.iter().filter(move |period| periods.contains(&period.number))
    }

    /// How many distinct stories a visitor has, and whether `story` is among them.
    fn look(&self, window: &Window, key: u128, story: u32) -> (u32, bool) {
        let mut periods = self.of_window(window);
        match (periods.next(), periods.next()) {
            (None, _) => (0, false),
            (Some(only), None) => count_in(&only.sets, key, story),
            (Some(first), Some(second)) => {
                let all = [first, second].into_iter().chain(periods);
                let mut stories: Vec<_> = all.flat_map(|period| period.sets.stories(key)).collect();
                stories.sort_unstable();
                stories.dedup();
                let used = u32::try_from(stories.len()).unwrap_or(u32::MAX);
                (used, stories.binary_search(&story).is_ok())
            }
        }
    }

    /// Puts a story into the period that new readings go into; says into which.
    fn push(&mut self, window: &Window, key: u128, story: u32) -> PeriodOf {
        let needed_until =
            if window.last < self.latest { self.latest_needed_until } else { window.needed_until };
        let into = PeriodOf { period: window.last.max(self.latest), needed_until };
        self.period(into.period, needed_until).push(key, story);
        into
    }

    fn period(&mut self, number: i32, needed_until: Timestamp) -> &mut Sets {
        let place = self.periods.partition_point(|period| period.number < number);
        if self.periods.get(place).is_none_or(|period| period.number != number) {
            self.periods.insert(place, Period { number, needed_until, sets: Sets::default() });
        }
        &mut self.periods[place].sets
    }

    /// Time has come to `window`: what lies before it is forgotten.
    fn advance(&mut self, window: &Window) {
        if window.last > self.latest {
            self.latest = window.last;
            self.latest_needed_until = window.needed_until;
            let first = *window.periods().start();
            self.periods.retain(|period| period.number >= first);
        }
    }
}

fn count_in(sets: &Sets, key: u128, story: u32) -> (u32, bool) {
    sets.stories(key).fold((0, false), |(used, holds), other| (used + 1, holds || other == story))
}

impl Shard {
    fn meter(&mut self, key: u32) -> &mut Meter {
        let place = self.meters.iter().position(|meter| meter.key == key);
        let place = place.unwrap_or_else(|| {
            self.meters.push(Meter {
                key,
                latest: i32::MIN,
                latest_needed_until: Timestamp::MIN,
                periods: Vec::new(),
            });
            self.meters.len() - 1
        });
        &mut self.meters[place]
    }

    /// The meter at the time of `window`.
    fn at(&mut self, window: &Window) -> &mut Meter {
        let meter = self.meter(window.meter);
        meter.advance(window);
        meter
    }
}

impl Memory {
    pub(crate) fn new() -> Self {
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }

    fn shard(&self, key: u128) -> MutexGuard<'_, Shard> {
        let index = (key >> 64) as usize ^ (key >> 32) as usize;
        self.shards[index % SHARDS].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts; and says into which period, if it did.
    pub(crate) fn count(
        &self,
        key: u128,
        window: &Window,
        story: u32,
        limit: u32,
    ) -> (Count, Option<PeriodOf>) {
        let mut shard = self.shard(key);
        let meter = shard.at(window);
        let (used, known) = meter.look(window, key, story);
        let newly_counted = !known && used < limit;
        let into = newly_counted.then(|| meter.push(window, key, story));
        let used = used + u32::from(newly_counted);
        let count = Count { used, holds_story: known || newly_counted, newly_counted };
        (count, into)
    }

    pub(crate) fn look(&self, key: u128, window: &Window, story: u32) -> Count {
        let (used, holds_story) = self.shard(key).at(window).look(window, key, story);
        Count { used, holds_story, newly_counted: false }
    }

    /// Puts a story in whatever the limit; says into which period, if none of the
    /// window had it.
    pub(crate) fn insert(&self, key: u128, window: &Window, story: u32) -> Option<PeriodOf> {
        let mut shard = self.shard(key);
        let meter = shard.at(window);
        let (_, known) = meter.look(window, key, story);
        (!known).then(|| meter.push(window, key, story))
    }

    /// Puts a story in one period, as it was written there. True if it was not there.
    pub(crate) fn restore(
        &self,
        key: u128,
        (meter, period): (u32, i32),
        needed_until: Timestamp,
        story: u32,
    ) -> bool {
        let mut shard = self.shard(key);
        let meter = shard.meter(meter);
        // A process that starts knows how late it was before.
        if period > meter.latest {
            (meter.latest, meter.latest_needed_until) = (period, needed_until);
        }
        let sets = meter.period(period, needed_until);
        let (_, known) = count_in(sets, key, story);
        if !known {
            sets.push(key, story);
        }
        !known
    }

    /// After everything was restored: all visitors go on in the latest period that
    /// anybody has been in.
    pub(crate) fn agree_on_the_latest(&self) {
        let mut latest: BTreeMap<u32, (i32, Timestamp)> = BTreeMap::new();
        for shard in &self.shards {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            for meter in &shard.meters {
                let known = (meter.latest, meter.latest_needed_until);
                let highest = latest.entry(meter.key).or_insert(known);
                *highest = known.max(*highest);
            }
        }
        for shard in &self.shards {
            let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            for (key, known) in &latest {
                let meter = shard.meter(*key);
                (meter.latest, meter.latest_needed_until) = *known;
            }
        }
    }

    /// Takes a story out of one period.
    pub(crate) fn remove_from(&self, key: u128, (meter, period): (u32, i32), story: u32) {
        let mut shard = self.shard(key);
        let meter = shard.meter(meter);
        if let Some(period) = meter.periods.iter_mut().find(|found| found.number == period) {
            period.sets.remove(key, story);
        }
    }

    /// Takes a story out of the window; returns the periods that held it.
    pub(crate) fn remove(&self, key: u128, window: &Window, story: u32) -> Vec<PeriodOf> {
        let mut shard = self.shard(key);
        let meter = shard.at(window);
        let held = |period: &&Period| count_in(&period.sets, key, story).1;
        let held: Vec<_> = meter.of_window(window).filter(held).map(Period::place).collect();
        for period in meter.periods.iter_mut().filter(|period| held.contains(&period.place())) {
            period.sets.remove(key, story);
        }
        held
    }

    /// A visitor's stories in the window, with their periods.
    pub(crate) fn list(&self, key: u128, window: &Window) -> Vec<(i32, Timestamp, u32)> {
        let mut shard = self.shard(key);
        let meter = shard.at(window);
        let of = |period: &Period| {
            let (number, until) = (period.number, period.needed_until);
            period.sets.stories(key).map(move |story| (number, until, story)).collect::<Vec<_>>()
        };
        meter.of_window(window).flat_map(of).collect()
    }

    /// Whether nobody has any story.
    pub(crate) fn is_empty(&self) -> bool {
        self.shards.iter().all(|shard| {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            let mut periods = shard.meters.iter().flat_map(|meter| &meter.periods);
            periods.all(|period| period.sets.is_empty())
        })
    }

    /// Forgets what nobody needs at `now`: of meters too that nobody asks any more.
    pub(crate) fn forget_ended(&self, now: Timestamp) {
        for shard in &self.shards {
            let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            for meter in &mut shard.meters {
                let latest = meter.latest;
                meter.periods.retain(|period| period.needed_until > now || period.number >= latest);
            }
        }
    }

    /// Takes everything out.
    pub(crate) fn drain(&self) -> Vec<Drained> {
        let mut all = Vec::new();
        for shard in &self.shards {
            let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            for meter in &mut shard.meters {
                for period in std::mem::take(&mut meter.periods) {
                    all.extend(period.sets.all().map(|(visitor, stories)| Drained {
                        meter: meter.key,
                        period: period.number,
                        needed_until: period.needed_until,
                        visitor,
                        stories,
                    }));
                }
            }
        }
        all
    }
}
