//! The job queue: once, in time, and whatever happens to workers.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use jiff::{SignedDuration, tz::TimeZone};
use serde_json::json;
use store::{
    Db,
    jobs::{
        self, Handlers, JobError, LEASE, NewJob, Worker, claim, complete, count_waiting, enqueue,
        list_parked, retry_parked,
    },
    schedule::{self, Recurring},
};
use tokio::sync::watch;
use vocab::Ambient;

use crate::{
    meter::join_all,
    store::{ambient, on_both_stores},
};

const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// A worker whose handler for `test` counts its runs and fails while `fails` says so.
fn worker(
    db: &Db,
    ambient: &Ambient,
    fails: impl Fn() -> bool + Send + Sync + 'static,
) -> (Worker, Arc<AtomicU32>) {
    let runs = Arc::new(AtomicU32::new(0));
    let (counted, fails) = (runs.clone(), Arc::new(fails));
    let mut handlers = Handlers::default();
    handlers.on("test", move |_| {
        let (counted, fails) = (counted.clone(), fails.clone());
        async move {
            counted.fetch_add(1, Ordering::SeqCst);
            if fails() { Err(JobError::from("it failed")) } else { Ok(()) }
        }
    });
    handlers.on("panic", move |_| async move {
        assert!(std::env::args().len() > 1_000, "a handler panics");
        Ok::<_, JobError>(())
    });
    (Worker::new(db.clone(), ambient.clone(), handlers), runs)
}

fn job(kind: &'static str) -> NewJob {
    NewJob::new(kind, json!({}))
}

async fn counts(db: &Db) -> (i64, i64) {
    count_waiting(db).await.expect("the queue")
}

on_both_stores! {
    /// The job and the fact that needs it come and go together.
    async fn a_job_belongs_to_its_transaction(database) {
        let (db, (_, ambient)) = (database.open().await, ambient());
        let mut tx = db.begin().await.expect("a transaction");
        enqueue(&mut tx, &ambient, job("test")).await.expect("a job");
        drop(tx);
        assert_eq!(counts(&db).await, (0, 0));
        assert!(claim(&db, ambient.now()).await.expect("the queue").is_none());
        let mut tx = db.begin().await.expect("a transaction");
        enqueue(&mut tx, &ambient, job("test")).await.expect("a job");
        tx.commit().await.expect("kept");
        assert_eq!(counts(&db).await, (1, 0));
    }

    /// Eight workers, four hundred jobs: each once.
    async fn every_job_is_done_once(database) {
        let (db, (_, ambient)) = (database.open().await, ambient());
        let mut tx = db.begin().await.expect("a transaction");
        for number in 0..400u32 {
            let job = NewJob::new("count", json!({ "number": number }));
            enqueue(&mut tx, &ambient, job).await.expect("a job");
        }
        tx.commit().await.expect("kept");
        let done = Arc::new(Mutex::new(BTreeMap::<u64, u32>::new()));
        let noted = done.clone();
        let mut handlers = Handlers::default();
        handlers.on("count", move |job| {
            let number = job.payload["number"].as_u64().expect("a number");
            *noted.lock().expect("the note").entry(number).or_default() += 1;
            async { Ok::<_, JobError>(()) }
        });
        let worker = Worker::new(db.clone(), ambient, handlers);
        let (stop, stopped) = watch::channel(false);
        let workers: Vec<_> = (0..8)
            .map(|_| {
                let (worker, stopped) = (worker.clone(), stopped.clone());
                tokio::spawn(async move { worker.run(stopped).await })
            })
            .collect();
        while counts(&db).await.0 > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        stop.send(true).expect("workers");
        for worker in workers {
            worker.await.expect("a worker ends");
        }
        let done = done.lock().expect("the note");
        assert_eq!(done.len(), 400);
        assert!(done.values().all(|times| *times == 1), "{done:?}");
    }

    /// Growing pauses, then parked; the queue flows on; a person puts it back.
    async fn a_failing_job_is_retried_and_parked(database) {
        let (db, (clock, ambient)) = (database.open().await, ambient());
        let broken = Arc::new(AtomicU32::new(1));
        let is_broken = broken.clone();
        let (worker, runs) = worker(&db, &ambient, move || is_broken.load(Ordering::SeqCst) == 1);
        enqueue(&db, &ambient, job("test").tries(3)).await.expect("a job");
        let drain = async || worker.drain(10).await.expect("the queue");
        for pause in [2, 4] {
            assert_eq!((drain().await, drain().await), (1, 0));
            clock.advance(SECOND * (pause - 1));
            assert_eq!(drain().await, 0, "too early");
            clock.advance(SECOND);
        }
        assert_eq!(drain().await, 1);
        assert_eq!((runs.load(Ordering::SeqCst), counts(&db).await), (3, (0, 1)));
        let parked = list_parked(&db, 10).await.expect("the list");
        assert_eq!((&*parked[0].kind, &*parked[0].error), ("test", "it failed"));
        clock.advance(SignedDuration::from_hours(1_000));
        assert_eq!(drain().await, 0, "parked is parked");

        broken.store(0, Ordering::SeqCst);
        enqueue(&db, &ambient, job("test")).await.expect("a job");
        assert_eq!((drain().await, counts(&db).await), (1, (0, 1)), "the queue flows on");
        assert!(retry_parked(&db, parked[0].id, ambient.now()).await.expect("put back"));
        assert!(!retry_parked(&db, parked[0].id, ambient.now()).await.expect("once"));
        assert_eq!((drain().await, counts(&db).await), (1, (0, 0)));
    }

    /// A worker that dies: another takes over, and the first one's word counts no more.
    async fn a_lease_that_ran_out_is_taken_over(database) {
        let (db, (clock, ambient)) = (database.open().await, ambient());
        enqueue(&db, &ambient, job("test")).await.expect("a job");
        let claim = async || claim(&db, ambient.now()).await.expect("the queue");
        let first = claim().await.expect("a job");
        assert!(claim().await.is_none(), "somebody works on it");
        clock.advance(LEASE - SECOND);
        assert!(claim().await.is_none(), "still");
        clock.advance(SECOND);
        let second = claim().await.expect("the same job");
        assert_eq!((second.id, second.attempt), (first.id, 2));
        assert!(!complete(&db, &first).await.expect("an answer"), "the first one is too late");
        jobs::fail(&db, &first, "late", ambient.now()).await.expect("an answer");
        assert!(claim().await.is_none(), "its failure does not count either");
        assert!(complete(&db, &second).await.expect("an answer"));
        assert_eq!(counts(&db).await, (0, 0));
    }

    /// Work that takes longer than its lease stays with who does it.
    async fn a_long_job_keeps_its_lease(database) {
        let (db, (clock, ambient)) = (database.open().await, ambient());
        let runs = Arc::new(AtomicU32::new(0));
        let counted = runs.clone();
        let mut handlers = Handlers::default();
        handlers.on("long", move |_| {
            counted.fetch_add(1, Ordering::SeqCst);
            async {
                tokio::time::sleep(std::time::Duration::from_millis(900)).await;
                Ok::<_, JobError>(())
            }
        });
        let worker = Worker::new(db.clone(), ambient.clone(), handlers)
            .extending_every(std::time::Duration::from_millis(10));
        enqueue(&db, &ambient, job("long")).await.expect("a job");
        let at_work = worker.clone();
        let work = tokio::spawn(async move { at_work.work_one().await.expect("the queue") });
        for _ in 0..8 {
            tokio::time::sleep(std::time::Duration::from_millis(90)).await;
            assert_eq!(worker.drain(10).await.expect("the queue"), 0, "somebody works on it");
            clock.advance(LEASE - SECOND * 10);
        }
        assert!(work.await.expect("the worker"));
        assert_eq!((runs.load(Ordering::SeqCst), counts(&db).await), (1, (0, 0)));
    }

    /// A panic costs a try; what takes its worker with it every time is parked.
    async fn poison_is_parked(database) {
        let (db, (clock, ambient)) = (database.open().await, ambient());
        let (worker, runs) = worker(&db, &ambient, || false);
        enqueue(&db, &ambient, job("panic").tries(2)).await.expect("a job");
        enqueue(&db, &ambient, job("unknown").tries(1)).await.expect("a job");
        worker.drain(10).await.expect("the worker lives");
        clock.advance(SECOND * 10);
        worker.drain(10).await.expect("the worker lives");
        assert_eq!(counts(&db).await, (0, 2));
        let errors: String =
            list_parked(&db, 10).await.expect("the list").into_iter().map(|job| job.error).collect();
        assert!(errors.contains("panic") && errors.contains("nobody handles"), "{errors}");

        enqueue(&db, &ambient, job("test").tries(3)).await.expect("a job");
        for attempt in 1..=3 {
            let job = claim(&db, ambient.now()).await.expect("the queue").expect("the job");
            assert_eq!(job.attempt, attempt);
            clock.advance(LEASE);
        }
        enqueue(&db, &ambient, job("test")).await.expect("a job");
        assert_eq!(worker.drain(10).await.expect("the queue"), 1, "the queue flows on");
        assert_eq!((runs.load(Ordering::SeqCst), counts(&db).await), (1, (0, 3)));
        let errors = list_parked(&db, 10).await.expect("the list");
        assert!(errors.iter().any(|job| job.error == "its worker died at every try"));
    }

    /// One at a time of a key; a parked one holds nobody up.
    async fn a_key_is_unique(database) {
        let (db, (_, ambient)) = (database.open().await, ambient());
        let (worker, runs) = worker(&db, &ambient, || true);
        let keyed = |key: &str| job("test").unique(key).tries(1);
        for key in ["a", "a", "b", "a"] {
            enqueue(&db, &ambient, keyed(key)).await.expect("a job");
        }
        enqueue(&db, &ambient, job("panic").unique("a").tries(1)).await.expect("a job");
        assert_eq!(counts(&db).await, (3, 0));
        worker.drain(10).await.expect("the queue");
        assert_eq!((runs.load(Ordering::SeqCst), counts(&db).await), (2, (0, 3)));
        enqueue(&db, &ambient, keyed("a")).await.expect("a job");
        assert_eq!(counts(&db).await, (1, 3));
        let parked = list_parked(&db, 10).await.expect("the list");
        for job in parked {
            assert!(retry_parked(&db, job.id, ambient.now()).await.expect("put back"));
        }
        assert_eq!(counts(&db).await, (4, 0));
    }

    /// Four nodes tick; each minute's job comes once, missed ones come once.
    async fn each_occurrence_comes_once(database) {
        const EVERY_MINUTE: [Recurring; 1] = [Recurring { kind: "test", cron: "* * * * *" }];
        let (db, (clock, ambient)) = (database.open().await, ambient());
        let (worker, runs) = worker(&db, &ambient, || false);
        let zone = TimeZone::get("Asia/Kolkata").expect("a zone");
        let tick_all = async || {
            let ticks = (0..4).map(|_| schedule::tick(&db, &ambient, &zone, &EVERY_MINUTE));
            join_all(ticks).await.into_iter().collect::<Result<(), _>>().expect("ticks");
            worker.drain(10).await.expect("the queue")
        };
        assert_eq!(tick_all().await, 0, "the first occurrence is ahead");
        for minute in 1..=10 {
            clock.advance(SECOND * 59);
            tick_all().await;
            clock.advance(SECOND);
            tick_all().await;
            assert_eq!(runs.load(Ordering::SeqCst), minute);
        }
        clock.advance(SignedDuration::from_hours(5));
        assert_eq!((tick_all().await, tick_all().await), (1, 0), "missed ones come once");
        clock.advance(SignedDuration::from_hours(-1));
        assert_eq!(tick_all().await, 0, "a clock that steps back brings nothing again");
        // While one waits for a worker, the next does not pile up behind it.
        for _ in 0..3 {
            clock.advance(SignedDuration::from_hours(1));
            schedule::tick(&db, &ambient, &zone, &EVERY_MINUTE).await.expect("a tick");
        }
        assert_eq!(counts(&db).await, (1, 0));
    }
}
