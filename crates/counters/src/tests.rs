use proptest::prelude::*;

use crate::{
    Window,
    memory::Memory,
    sets::{BYTES_PER_VISITOR, Sets},
};

/// A month of the first meter.
fn month(number: i32) -> Window {
    days(number, number)
}

fn days(first: i32, last: i32) -> Window {
    Window { meter: 0, first, last, needed_until: jiff::Timestamp::MAX }
}

#[test]
fn the_limit_holds_and_rereading_is_free() {
    let memory = Memory::new();
    for story in 1..=5 {
        assert!(memory.count(9, &month(202_611), story, 5).0.newly_counted);
    }
    let sixth = memory.count(9, &month(202_611), 6, 5).0;
    assert_eq!((sixth.used, sixth.holds_story), (5, false));
    let again = memory.count(9, &month(202_611), 3, 5).0;
    assert_eq!((again.used, again.holds_story, again.newly_counted), (5, true, false));
    assert!(!memory.count(10, &month(202_611), 1, 0).0.holds_story);
}

#[test]
fn more_than_five_spill_and_can_be_taken_back() {
    let memory = Memory::new();
    for story in 1..=8 {
        memory.count(1, &month(202_611), story, 8);
    }
    memory.remove(1, &month(202_611), 4);
    let left: Vec<_> =
        memory.list(1, &month(202_611)).into_iter().map(|(_, _, story)| story).collect();
    assert_eq!(left, [1, 2, 3, 5, 6, 7, 8]);
    assert!(memory.count(1, &month(202_611), 9, 8).0.newly_counted);
}

#[test]
fn a_clock_that_steps_back_wins_nothing() {
    let memory = Memory::new();
    for story in 1..=5 {
        memory.count(1, &month(202_612), story, 5);
    }
    assert!(!memory.count(1, &month(202_611), 6, 5).0.holds_story);
    assert!(memory.count(1, &month(202_701), 6, 5).0.holds_story);
}

/// Readings of a clock that stepped back are needed as long as their period, and
/// a process that starts knows how late it was.
#[test]
fn what_a_stepping_clock_counts_is_needed_as_long_as_the_rest() {
    let until = |second| jiff::Timestamp::from_second(second).unwrap();
    let november = Window { needed_until: until(1_000), ..month(202_611) };
    let december = Window { needed_until: until(2_000), ..month(202_612) };
    let memory = Memory::new();
    memory.look(1, &december, 1);
    let (_, of) = memory.count(1, &november, 1, 5);
    let of = of.unwrap();
    assert_eq!((of.period, of.needed_until), (202_612, until(2_000)));
    let restarted = Memory::new();
    for story in 1..=5 {
        restarted.restore(1, (0, of.period), of.needed_until, story);
    }
    assert!(!restarted.count(1, &november, 6, 5).0.holds_story);
    assert!(!restarted.count(1, &december, 6, 5).0.holds_story);
}

/// Whatever way the clock steps, no month has more than the limit.
#[test]
fn no_month_has_more_than_the_limit() {
    for steps in
        [&[0, 1, 0, 1, 2][..], &[1, 0, 1, 0], &[0, -1, 0, 1, -1], &[2, 0, 1, 2, 3], &[0, 12, 0, 1]]
    {
        let memory = Memory::new();
        let (mut opened, mut highest) = (std::collections::BTreeMap::new(), i32::MIN);
        for (turn, step) in (0u32..).zip(steps) {
            highest = highest.max(*step);
            for story in turn * 10..turn * 10 + 8 {
                let count = memory.count(1, &month(202_611 + step), story + 1, 5).0;
                *opened.entry(highest).or_insert(0) += u32::from(count.newly_counted);
            }
        }
        assert!(opened.values().all(|opened| *opened == 5), "{steps:?}: {opened:?}");
    }
}

#[test]
fn meters_count_apart() {
    let memory = Memory::new();
    let other = Window { meter: 7, ..month(202_611) };
    assert!(memory.count(1, &month(202_611), 1, 1).0.newly_counted);
    assert!(memory.count(1, &other, 2, 1).0.newly_counted);
    assert!(!memory.count(1, &other, 3, 1).0.holds_story);
    assert_eq!(memory.look(1, &other, 1).used, 1);
}

#[test]
fn a_rolling_window_forgets_day_by_day() {
    let memory = Memory::new();
    let week = |today: i32| days(today - 6, today);
    for day in 1..=3u32 {
        let today = 100 + i32::try_from(day).unwrap();
        assert!(memory.count(1, &week(today), day, 3).0.newly_counted);
    }
    assert!(!memory.count(1, &week(107), 4, 3).0.holds_story, "three in the last seven days");
    assert!(memory.count(1, &week(107), 2, 3).0.holds_story, "read again");
    assert!(memory.count(1, &week(108), 4, 3).0.newly_counted, "the first has fallen out");
    assert_eq!(memory.look(1, &week(108), 1).used, 3);
    assert!(!memory.count(1, &week(108), 1, 3).0.holds_story);
}

#[test]
fn a_story_read_on_two_days_counts_once() {
    let memory = Memory::new();
    memory.restore(1, (0, 101), jiff::Timestamp::MAX, 5);
    memory.restore(1, (0, 102), jiff::Timestamp::MAX, 5);
    let look = memory.look(1, &days(100, 102), 5);
    assert_eq!((look.used, look.holds_story), (1, true));
    let held = memory.remove(1, &days(100, 102), 5);
    assert_eq!(held.iter().map(|of| of.period).collect::<Vec<_>>(), [101, 102]);
    assert!(memory.is_empty());
}

#[test]
fn what_nobody_needs_is_forgotten() {
    let memory = Memory::new();
    let soon = jiff::Timestamp::from_second(1_000).unwrap();
    memory.count(1, &Window { needed_until: soon, ..days(1, 3) }, 1, 5);
    memory.count(1, &Window { needed_until: soon, ..days(2, 4) }, 2, 5);
    memory.forget_ended(soon);
    assert_eq!(memory.look(1, &days(2, 4), 0).used, 1, "the latest period stays");
}

/// A hundred threads, a hundred stories, one device: exactly the limit opens.
#[test]
fn a_race_opens_exactly_the_limit() {
    for trial in 0..50u128 {
        let memory = Memory::new();
        let opened: usize = std::thread::scope(|scope| {
            let reading = |story| memory.count(trial, &month(202_611), story, 5).0.holds_story;
            let threads: Vec<_> =
                (1..=100).map(|story| scope.spawn(move || reading(story))).collect();
            threads.into_iter().map(|t| usize::from(t.join().unwrap())).sum()
        });
        assert_eq!(opened, 5);
    }
}

/// A hundred thousand readers of five stories: 5 MB, twice that in a map that
/// has just grown.
#[test]
fn a_reader_of_five_stories_is_small() {
    const { assert!(BYTES_PER_VISITOR * 100_000 <= 5 << 20) };
}

proptest! {
    /// Whatever is put in and taken out, the sets hold what a plain list would.
    #[test]
    fn sets_hold_what_was_put_in(deeds in prop::collection::vec((0u128..4, 1u32..12, any::<bool>()), 0..120)) {
        let (mut sets, mut plain) = (Sets::default(), vec![Vec::new(); 4]);
        for (visitor, story, puts) in deeds {
            // Both halves of an id matter.
            let (id, plain) = (visitor << 64 | 7, &mut plain[visitor as usize]);
            if !puts {
                sets.remove(id, story);
                plain.retain(|other| *other != story);
            } else if !plain.contains(&story) {
                sets.push(id, story);
                plain.push(story);
            }
            prop_assert_eq!(sets.stories(id).collect::<Vec<_>>(), plain.clone());
        }
        let all: std::collections::BTreeMap<_, _> = sets.all().collect();
        for (visitor, stories) in plain.into_iter().enumerate() {
            let held = all.get(&((visitor as u128) << 64 | 7)).cloned().unwrap_or_default();
            prop_assert_eq!(held, stories);
        }
    }
}
