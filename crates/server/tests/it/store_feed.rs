//! The change feed: every change, once for each reader, whatever order the
//! transactions commit in.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use jiff::SignedDuration;
use store::{Db, Kind, Tx, feed};
use testkit::SeededRandom;

use crate::{
    meter::join_all,
    store::{now, on_both_stores},
};

async fn begin_announcement(db: &Db, key: &str) -> Tx {
    let mut tx = db.begin().await.expect("a transaction");
    feed::announce(&mut tx, "test", key, now()).await.expect("announced");
    tx
}

async fn announce(db: &Db, key: &str) {
    begin_announcement(db, key).await.commit().await.expect("kept");
}

async fn poll(reader: &mut feed::Reader) -> Vec<String> {
    let mut keys = Vec::new();
    loop {
        let changes = reader.poll().await.expect("a poll");
        if changes.is_empty() {
            return keys;
        }
        keys.extend(changes.into_iter().map(|change| change.key));
    }
}

/// Tells what it meets until it is told to stop, and then a last time.
async fn follow(
    mut reader: feed::Reader,
    stop: Arc<std::sync::atomic::AtomicBool>,
) -> BTreeMap<String, u32> {
    let mut met = BTreeMap::new();
    loop {
        let last = stop.load(std::sync::atomic::Ordering::SeqCst);
        for key in poll(&mut reader).await {
            *met.entry(key).or_insert(0) += 1;
        }
        if last {
            return met;
        }
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
}

on_both_stores! {
    /// Many writers, some of whom give up; two readers; each change once for each.
    async fn every_change_is_told_once(database) {
        let db = database.open().await;
        announce(&db, "before").await;
        let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let mut readers = Vec::new();
        for _ in 0..2 {
            let reader = feed::Reader::at_end(&db).await.expect("a reader");
            readers.push(tokio::spawn(follow(reader, stop.clone())));
        }
        let random = SeededRandom::new(5);
        let write = |writer: usize| {
            let (db, random) = (db.clone(), random.clone());
            async move {
                let mut kept = Vec::new();
                for index in 0..25 {
                    let key = format!("{writer}-{index}");
                    let tx = begin_announcement(&db, &key).await;
                    tokio::time::sleep(Duration::from_millis(random.next_number() % 4)).await;
                    if random.next_number().is_multiple_of(5) {
                        drop(tx);
                    } else {
                        tx.commit().await.expect("kept");
                        kept.push(key);
                    }
                }
                kept
            }
        };
        let kept: Vec<_> = join_all((0..8).map(write)).await.concat();
        stop.store(true, std::sync::atomic::Ordering::SeqCst);
        let expected: BTreeMap<_, _> = kept.into_iter().map(|key| (key, 1)).collect();
        for reader in readers {
            assert_eq!(reader.await.expect("a reader"), expected);
        }
    }

    /// A transaction that stays open while five hundred others commit; and a
    /// reader that begins meanwhile. (SQLite has one writer, so there it waits.)
    async fn what_commits_late_is_told(database) {
        let db = database.open().await;
        if db.kind() == Kind::Sqlite {
            return;
        }
        announce(&db, "before").await;
        let mut early = feed::Reader::at_end(&db).await.expect("a reader");
        let slow = begin_announcement(&db, "slow").await;
        announce(&db, "quick").await;
        let mut late = feed::Reader::at_end(&db).await.expect("a reader");
        assert_eq!(poll(&mut early).await, ["quick"]);
        for index in 0..500 {
            announce(&db, &index.to_string()).await;
            if index % 50 == 0 {
                poll(&mut early).await;
            }
        }
        assert_eq!(poll(&mut late).await.len(), 500);
        poll(&mut early).await;
        slow.commit().await.expect("kept");
        assert_eq!(poll(&mut early).await, ["slow"]);
        assert_eq!(poll(&mut late).await, ["slow"]);
        assert!(poll(&mut early).await.is_empty());
    }

    /// More than one poll holds.
    async fn a_long_absence_is_caught_up(database) {
        let db = database.open().await;
        let mut reader = feed::Reader::at_end(&db).await.expect("a reader");
        let mut tx = db.begin().await.expect("a transaction");
        for index in 0..2_500 {
            feed::announce(&mut tx, "test", &index.to_string(), now()).await.expect("announced");
        }
        tx.commit().await.expect("kept");
        assert_eq!(poll(&mut reader).await, (0..2_500).map(|n| n.to_string()).collect::<Vec<_>>());
    }

    /// Old changes go, the latest thousand stay whatever their age, and readers go on.
    async fn pruning_forgets_what_is_old(database) {
        let db = database.open().await;
        let mut reader = feed::Reader::at_end(&db).await.expect("a reader");
        let mut tx = db.begin().await.expect("a transaction");
        for index in 0..1_200 {
            feed::announce(&mut tx, "test", &index.to_string(), now()).await.expect("announced");
        }
        tx.commit().await.expect("kept");
        let day = SignedDuration::from_hours(24);
        assert_eq!(feed::prune(&db, now() - day).await.expect("pruned"), 0);
        assert_eq!(feed::prune(&db, now() + day).await.expect("pruned"), 200);
        assert_eq!(feed::prune(&db, now() + day).await.expect("pruned"), 0);
        assert_eq!(poll(&mut reader).await.len(), 1_000);
        announce(&db, "after").await;
        assert_eq!(poll(&mut reader).await, ["after"]);
        assert_eq!(feed::find_latest(&db).await.expect("a moment"), Some(now()));
    }
}
