//! `kill -9` at random moments of checkouts and renewals, on both databases,
//! with the real program. Whatever was acknowledged must be there afterwards,
//! nothing charged twice, nothing given for nothing.
//!
//! `MASTHEAD_TEST_CRASH_POINTS` says how many kills there are in all (half on
//! each database), `MASTHEAD_TEST_CRASH_SEED` what the randomness begins with.

#![allow(missing_docs, reason = "tests say what they test in their names")]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests fail by panicking and say what they skip"
)]

mod buyers;
mod check;
mod damage;
mod program;
mod reading;
mod schema;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::SignedDuration;
use testkit::{SeededRandom, TestDatabase};
use tokio::task::JoinSet;

use crate::{
    buyers::{Buyer, Facts},
    program::Program,
    reading::Device,
};

const POINTS_DEFAULT: u64 = 300;
/// Kills between two times that everything is let settle and is checked.
const BATCH: u64 = 25;
const BUYERS_AT_ONCE: usize = 3;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn crash_on_sqlite() {
    Run::start(TestDatabase::sqlite()).await.crash_and_check("SQLite").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn crash_on_postgres() {
    let Some(database) = TestDatabase::postgres().await else { return };
    Run::start(database).await.crash_and_check("PostgreSQL").await;
}

/// One paper and the clients that know it.
struct Run {
    random: SeededRandom,
    program: Program,
    stories: Vec<String>,
    buyers_made: u64,
    /// Those whose sessions and checkouts belong to the paper's present.
    buyers: Vec<Arc<Buyer>>,
    devices: Vec<Arc<Device>>,
    /// What was acknowledged to those of the past.
    past: Vec<Facts>,
    /// How long a whole renewal takes, so that kills fall into it.
    renewal: Duration,
    cut_off: u64,
    sessions_checked: u64,
    devices_checked: u64,
}

impl Run {
    async fn start(database: TestDatabase) -> Self {
        let seed = number("MASTHEAD_TEST_CRASH_SEED", 1);
        let random = SeededRandom::new(seed);
        let mut program = Program::new(database, &random);
        program.start().await;
        let listed = program.browser().get("/api/v1/stories?access=metered&limit=100").await.json();
        let url = |item: &serde_json::Value| item["url"].as_str().expect("a url").to_owned();
        let stories = listed["items"].as_array().expect("a list").iter().map(url).collect();
        Self {
            random,
            program,
            stories,
            buyers_made: 0,
            buyers: Vec::new(),
            devices: Vec::new(),
            past: Vec::new(),
            renewal: Duration::from_millis(200),
            cut_off: 0,
            sessions_checked: 0,
            devices_checked: 0,
        }
    }

    async fn crash_and_check(mut self, database: &str) {
        let begun = Instant::now();
        let points = number("MASTHEAD_TEST_CRASH_POINTS", POINTS_DEFAULT).div_ceil(2);
        let (mut renewals, mut invoices) = (0, 0);
        for point in 1..=points {
            if self.chance(3, 10) {
                renewals += 1;
                self.kill_a_renewal().await;
            } else {
                self.kill_the_server().await;
            }
            if point % BATCH == 0 || point == points {
                invoices = self.settle_and_check().await;
            }
        }
        self.program.kill().await;
        let paid = self.past.iter().filter(|facts| facts.chosen).count();
        assert!(
            points < BATCH || paid > 0 && self.cut_off > 0,
            "kills that meet nobody prove nothing"
        );
        eprintln!(
            "{database}: {points} kills ({renewals} with renewals) in {:.0?}; {} clients cut off; {} buyers, {paid} payments acknowledged, {invoices} invoices; {} sessions and {} devices checked after a restart",
            begun.elapsed(),
            self.cut_off,
            self.past.len(),
            self.sessions_checked,
            self.devices_checked,
        );
    }

    fn chance(&self, of: u64, all: u64) -> bool {
        self.random.next_number() % all < of
    }

    fn pause(&self, longest: Duration) -> Duration {
        longest * (self.random.next_number() % 1_000) as u32 / 1_000
    }

    /// Sends clients within `span`: half of those who were cut off go on, others are new.
    fn send_clients(&mut self, span: Duration, steady: bool) -> JoinSet<Result<(), String>> {
        let mut clients = JoinSet::new();
        let mut sent = 0;
        for buyer in self.buyers.iter().filter(|buyer| !buyer.is_over()) {
            if sent < BUYERS_AT_ONCE && self.chance(1, 2) {
                sent += 1;
                let buyer = buyer.clone();
                clients.spawn(async move { buyer.go_on(steady).await });
            }
        }
        for _ in sent..BUYERS_AT_ONCE {
            self.buyers_made += 1;
            let buyer = Buyer::new(self.program.browser(), self.buyers_made, &self.random);
            self.buyers.push(buyer.clone());
            let pause = self.pause(span);
            clients.spawn(async move {
                tokio::time::sleep(pause).await;
                buyer.go_on(steady).await
            });
        }
        self.devices.push(Device::new(self.program.browser(), &self.stories, &self.random));
        for device in self.devices.iter().rev().take(2) {
            let device = device.clone();
            clients.spawn(async move { device.read_on().await });
        }
        clients
    }

    /// Clients who meet a dead server stop; any other failure is the test's.
    async fn wait_for(&mut self, mut clients: JoinSet<Result<(), String>>) {
        while let Some(ended) = clients.join_next().await {
            let met_the_kill = ended.expect("a client found something wrong").is_err();
            self.cut_off += u64::from(met_the_kill);
        }
    }

    /// A kill while people subscribe and read; most fall into the first tenths
    /// of a second, some leave the meter time to write.
    async fn kill_the_server(&mut self) {
        if !self.program.is_running() {
            self.program.start().await;
        }
        let longest = Duration::from_millis(if self.chance(1, 4) { 1_800 } else { 120 });
        let clients = self.send_clients(longest / 2, true);
        tokio::time::sleep(self.pause(longest)).await;
        let killed = self.program.kill().await;
        self.devices.iter().for_each(|device| device.note_kill(killed));
        self.wait_for(clients).await;
        self.program.start().await;
        self.check_clients().await;
    }

    /// Sessions, benefits and counts, straight after the restart.
    async fn check_clients(&mut self) {
        for buyer in self.buyers.iter().rev().filter(|buyer| buyer.facts().logged_in).take(4) {
            buyer.check_account().await.expect("the server answers");
            self.sessions_checked += 1;
        }
        for device in self.devices.iter().rev().take(4) {
            self.devices_checked += u64::from(device.check().await);
        }
    }

    /// A kill of `renew --as-of`, of the server beside it, or of both.
    async fn kill_a_renewal(&mut self) {
        let beside = self.chance(1, 2);
        if beside && !self.program.is_running() {
            self.program.start().await;
        } else if !beside {
            self.program.kill().await;
        }
        self.leave_the_present();
        let clients = beside.then(|| self.send_clients(self.renewal / 2, false));
        let days = 20 + self.random.next_number() % 80;
        let as_of = self.program.clock + SignedDuration::from_hours(24 * days as i64);
        let mut renewal = self.program.renew(as_of);
        tokio::time::sleep(self.pause(self.renewal)).await;
        if !beside || self.chance(1, 2) {
            renewal.kill().await.expect("it dies");
        }
        if beside && self.chance(2, 3) {
            self.program.kill().await;
        }
        // One that was not killed may go on alone.
        let status = renewal.wait().await.expect("it ends");
        assert!(status.success() || status.code().is_none(), "renew: {status}");
        if let Some(clients) = clients {
            if self.program.is_running() {
                tokio::time::sleep(self.pause(Duration::from_millis(100))).await;
                self.program.kill().await;
            }
            self.wait_for(clients).await;
        }
        self.leave_the_present();
    }

    /// The clock moves: log-ins and open checkouts expire, counts begin anew.
    fn leave_the_present(&mut self) {
        self.past.extend(self.buyers.drain(..).map(|buyer| buyer.facts()));
        self.devices.clear();
    }

    /// Lets everything come to rest, and checks it. Gives the number of invoices.
    async fn settle_and_check(&mut self) -> usize {
        if !self.program.is_running() {
            self.program.start().await;
        }
        self.leave_the_present();
        let db = self.program.database().await;
        let mut settled = false;
        for _ in 0..20 {
            // Leases of the killed run out, what is unknown is asked about.
            let as_of = self.program.clock + SignedDuration::from_mins(25);
            self.renewal =
                self.program.renew_to_the_end(as_of).await.max(Duration::from_millis(60));
            tokio::time::sleep(Duration::from_millis(400)).await;
            settled = check::is_settled(&db).await;
            if settled {
                break;
            }
        }
        assert!(settled, "it does not come to rest");
        let invoices = check::check_books(&db).await;
        for facts in &self.past {
            check::check_facts(&db, facts).await;
        }
        db.close().await;
        invoices
    }
}
