use proptest::prelude::*;

use crate::{
    memory::Memory,
    sets::{BYTES_PER_VISITOR, Sets},
};

#[test]
fn the_limit_holds_and_rereading_is_free() {
    let memory = Memory::new();
    for story in 1..=5 {
        assert!(memory.count(9, 202_611, story, 5).newly_counted);
    }
    let sixth = memory.count(9, 202_611, 6, 5);
    assert_eq!((sixth.used, sixth.holds_story), (5, false));
    let again = memory.count(9, 202_611, 3, 5);
    assert_eq!((again.used, again.holds_story, again.newly_counted), (5, true, false));
    assert!(!memory.count(10, 202_611, 1, 0).holds_story);
}

#[test]
fn more_than_five_spill_and_can_be_taken_back() {
    let memory = Memory::new();
    for story in 1..=8 {
        memory.count(1, 202_611, story, 8);
    }
    memory.remove(1, 202_611, 4);
    assert_eq!(memory.list(1, 202_611), [1, 2, 3, 5, 6, 7, 8]);
    assert!(memory.count(1, 202_611, 9, 8).newly_counted);
}

#[test]
fn a_clock_that_steps_back_wins_nothing() {
    let memory = Memory::new();
    for story in 1..=5 {
        memory.count(1, 202_612, story, 5);
    }
    assert!(!memory.count(1, 202_611, 6, 5).holds_story);
    assert!(memory.count(1, 202_701, 6, 5).holds_story);
}

/// A hundred threads, a hundred stories, one device: exactly the limit opens.
#[test]
fn a_race_opens_exactly_the_limit() {
    for trial in 0..50u128 {
        let memory = Memory::new();
        let opened: usize = std::thread::scope(|scope| {
            let reading = |story| memory.count(trial, 202_611, story, 5).holds_story;
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
