//! For tests: a clock that tests move, randomness that repeats, databases of
//! their own, a whole paper on a real listener, and a client with a browser's
//! manners (cookies, `Origin`, no redirects unless asked).

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests fail by panicking and say what they skip"
)]

mod client;
mod clock;
mod database;
mod letters;
mod paper;
mod redis_cluster;

pub use client::{Browser, Reply};
pub use clock::{SeededRandom, TestClock};
pub use database::{TestDatabase, redis_url};
pub use paper::{Options, TestPaper};
pub use redis_cluster::TestRedisCluster;

/// Makes two tests of one scenario: on SQLite, and on PostgreSQL where
/// `MASTHEAD_TEST_POSTGRES` names a server (elsewhere that one says so and passes).
///
/// ```ignore
/// on_both_databases! {
///     async fn the_sixth_story_is_a_wall(paper: TestPaper) { … }
/// }
/// ```
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$meta:meta])* async fn $name:ident($paper:ident: TestPaper $(, $options:expr)?) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "a scenario may need nothing from its module")]
            use super::*;

            $(#[$meta])*
            async fn scenario($paper: &TestPaper) $body

            #[allow(unused_mut, unused_assignments, reason = "most scenarios take the default options")]
            fn options() -> $crate::Options {
                let mut options = $crate::Options::default();
                $(options = $options;)?
                options
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let paper = $crate::TestPaper::start($crate::TestDatabase::sqlite(), options()).await;
                scenario(&paper).await;
                paper.stop().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let Some(database) = $crate::TestDatabase::postgres().await else { return };
                let paper = $crate::TestPaper::start(database, options()).await;
                scenario(&paper).await;
                paper.stop().await;
            }
        }
    )*};
}
