//! The embedded meter: a crash forgets at most what was not written yet, and
//! never invents; compaction changes nothing that counts.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use counters::{Counters, Who, Window};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use store::{Db, Executor as _, args, statement};
use vocab::{DeviceId, PaperMonth, ReaderId, StoryNumber};

use crate::{
    meter::join_all,
    store::{ambient, now, on_both_stores},
};

statement! {
    COUNT_BATCHES = "SELECT COUNT(*) AS count, COUNT(DISTINCT period) AS months FROM reading_batches";
}

pub(crate) fn window_at(moment: Timestamp) -> Window {
    let zone = TimeZone::get("Asia/Kolkata").expect("a zone");
    let month = PaperMonth::of(moment, &zone);
    let (number, needed_until) = (month.number(), month.ends_at(&zone));
    Window { meter: 0, first: number, last: number, needed_until }
}

pub(crate) fn window() -> Window {
    window_at(now())
}

async fn embedded(db: &Db) -> Counters {
    Counters::open("embedded", db, now()).await.expect("counters")
}

pub(crate) fn device(number: u128) -> Who {
    // Spread over the shards, as random ids are.
    Who::Device(DeviceId(
        (number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)).to_be_bytes(),
    ))
}

pub(crate) async fn count(counters: &Counters, who: Who, story: u32) -> bool {
    counters.count(who, window(), StoryNumber(story), 100).await.holds_story
}

/// Which of the stories up to `last` are counted for `who`.
pub(crate) async fn counted(counters: &Counters, who: Who, last: u32) -> BTreeSet<u32> {
    let mut stories = BTreeSet::new();
    let mut used = 0;
    for story in 0..=last {
        let look = counters.look(who, window(), StoryNumber(story)).await;
        used = look.used;
        if look.holds_story {
            stories.insert(story);
        }
    }
    assert_eq!(usize::try_from(used).expect("small"), stories.len(), "others are counted too");
    stories
}

on_both_stores! {
    /// Write, flush, write more, and die: what was flushed is there, nothing else is.
    async fn a_crash_forgets_only_what_was_not_written(database) {
        let db = database.open().await;
        let counters = embedded(&db).await;
        let (one, two) = (device(1), device(2));
        for story in [1, 2, 3] {
            assert!(count(&counters, one, story).await);
        }
        counters.flush().await.expect("written");
        for story in [4, 5] {
            count(&counters, one, story).await;
            count(&counters, two, story).await;
        }
        drop(counters);
        let counters = embedded(&db).await;
        assert_eq!(counted(&counters, one, 9).await, BTreeSet::from([1, 2, 3]));
        assert_eq!(counted(&counters, two, 9).await, BTreeSet::new());
        // Nothing was pending, so nothing is written.
        counters.flush().await.expect("nothing to do");
        let row = db.one(&COUNT_BATCHES, args![]).await.expect("a count").expect("a row");
        assert_eq!(row.int("count").expect("a count"), 1);
    }

    /// Taken back before and after it was written; counted again; a union.
    async fn what_was_taken_back_stays_so(database) {
        let db = database.open().await;
        let counters = embedded(&db).await;
        let (_, ambient) = ambient();
        let (device_id, reader) = (DeviceId::fresh(&ambient), ReaderId::fresh(&ambient));
        let phone = Who::Device(device_id);
        for story in [1, 2, 3, 4] {
            count(&counters, phone, story).await;
        }
        counters.take_back(phone, window(), StoryNumber(1)).await;
        counters.flush().await.expect("written");
        counters.take_back(phone, window(), StoryNumber(2)).await;
        counters.take_back(phone, window(), StoryNumber(3)).await;
        count(&counters, phone, 3).await;
        counters.unite(device_id, reader, &[window()]).await;
        let both = Who::Reader { reader, device: Some(device_id) };
        count(&counters, both, 7).await;
        counters.take_back(both, window(), StoryNumber(4)).await;
        counters.flush().await.expect("written");
        for _ in 0..2 {
            let reopened = embedded(&db).await;
            assert_eq!(counted(&reopened, phone, 9).await, BTreeSet::from([3, 7]));
            assert_eq!(counted(&reopened, both, 9).await, BTreeSet::from([3, 7]));
            reopened.compact(now()).await.expect("compacted");
        }
    }

    /// Sixty-four tasks count while others write and compact: nothing is lost or made up.
    async fn counting_and_compacting_agree(database) {
        let db = database.open().await;
        let then = now() - SignedDuration::from_hours(24 * 40);
        let past = window_at(then);
        let old = Counters::open("embedded", &db, then).await.expect("counters");
        old.count(device(1), past, StoryNumber(1), 5).await;
        old.flush().await.expect("written");
        drop(old);
        let counters = Arc::new(embedded(&db).await);
        let over = Arc::new(AtomicBool::new(false));
        let (compacting, is_over) = (counters.clone(), over.clone());
        let compactor = tokio::spawn(async move {
            let mut times = 0;
            while !is_over.load(Ordering::SeqCst) || times < 3 {
                compacting.flush().await.expect("written");
                compacting.compact(now()).await.expect("compacted");
                times += 1;
            }
        });
        let tasks: Vec<_> = (0..64u32)
            .map(|task| {
                let counters = counters.clone();
                tokio::spawn(async move {
                    for index in 0..120 {
                        let who = device(u128::from(task * 1_000 + index % 20));
                        assert!(count(&counters, who, index % 6).await);
                        if index % 7 == 0 {
                            counters.take_back(who, window(), StoryNumber(index % 6)).await;
                        }
                        if index % 10 == 0 {
                            tokio::task::yield_now().await;
                        }
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("a task");
        }
        over.store(true, Ordering::SeqCst);
        compactor.await.expect("the compactor");
        counters.flush().await.expect("written");
        let reopened = embedded(&db).await;
        for number in (0..64).flat_map(|task| (0..20).map(move |index| task * 1_000 + index)) {
            let who = device(number);
            assert_eq!(counted(&reopened, who, 7).await, counted(&counters, who, 7).await);
        }
        counters.compact(now()).await.expect("compacted");
        let row = db.one(&COUNT_BATCHES, args![]).await.expect("a count").expect("a row");
        assert_eq!((row.int("count").expect("a count"), row.int("months").expect("months")), (2, 1));
    }

    /// Full batches stay, the others are joined in their order, night after night.
    async fn compacting_keeps_the_order(database) {
        let db = database.open().await;
        let counters = embedded(&db).await;
        for night in 1..=3u32 {
            for number in 0..3_000 {
                count(&counters, device(number), night).await;
            }
            counters.take_back(device(0), window(), StoryNumber(night)).await;
            counters.flush().await.expect("written");
            counters.take_back(device(1), window(), StoryNumber(night)).await;
            count(&counters, device(1), night).await;
            counters.flush().await.expect("written");
            counters.compact(now()).await.expect("compacted");
        }
        let row = db.one(&COUNT_BATCHES, args![]).await.expect("a count").expect("a row");
        assert_eq!(row.int("count").expect("a count"), 2, "9,009 entries");
        let reopened = embedded(&db).await;
        assert_eq!(counted(&reopened, device(0), 9).await, BTreeSet::new());
        for number in 1..3_000 {
            assert_eq!(counted(&reopened, device(number), 4).await, BTreeSet::from([1, 2, 3]));
        }
    }

    /// The process that works the jobs compacts what another one writes.
    async fn another_process_may_compact(database) {
        let db = database.open().await;
        let (pages, jobs) = (embedded(&db).await, embedded(&database.open().await).await);
        let reading = async {
            for story in 0..60 {
                count(&pages, device(1), story).await;
                pages.flush().await.expect("written");
                if story % 2 == 0 {
                    pages.take_back(device(1), window(), StoryNumber(story)).await;
                    pages.flush().await.expect("written");
                }
            }
        };
        let compacting = async {
            for _ in 0..40 {
                jobs.compact(now()).await.expect("compacted");
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
        };
        tokio::join!(reading, compacting);
        let odd: BTreeSet<_> = (0..60).filter(|story| story % 2 == 1).collect();
        assert_eq!(counted(&embedded(&db).await, device(1), 70).await, odd);
    }

    /// Two hundred readings at once with a limit, written and read again.
    async fn a_race_is_exact_and_durable(database) {
        let db = database.open().await;
        let counters = embedded(&db).await;
        let readings = (0..200).map(|story| counters.count(device(3), window(), StoryNumber(story), 5));
        let opened = join_all(readings).await.into_iter().filter(|count| count.holds_story).count();
        assert_eq!(opened, 5);
        counters.flush().await.expect("written");
        assert_eq!(counted(&embedded(&db).await, device(3), 200).await.len(), 5);
    }
}
