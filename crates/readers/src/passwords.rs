use std::sync::{Arc, LazyLock};

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::SaltString,
};
use tokio::sync::Semaphore;
use vocab::Ambient;
use web::PageError;

/// Hashes passwords with argon2id (19 MiB, 2 passes, 1 lane: OWASP's Password
/// Storage Cheat Sheet), two at a time so that a flood of log-ins leaves the
/// pages alone.
#[derive(Clone)]
pub struct Passwords {
    ambient: Ambient,
    workers: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

const WORKERS: usize = 2;
/// How many may wait; beyond that the answer is "try again".
const QUEUE_MAX: usize = 64;
/// A hash of nothing in particular, so that unknown addresses cost the same.
static DUMMY: LazyLock<String> =
    LazyLock::new(|| hash_blocking("no account", &[7; 16]).unwrap_or_default());

impl Passwords {
    /// A pool of its own.
    pub fn new(ambient: Ambient) -> Self {
        Self {
            ambient,
            workers: Arc::new(Semaphore::new(WORKERS)),
            places: Arc::new(Semaphore::new(QUEUE_MAX)),
        }
    }

    /// The hash of `password`, in the PHC string format.
    pub async fn hash(&self, password: &str) -> Result<String, PageError> {
        let (password, salt) = (password.to_owned(), self.ambient.bytes::<16>());
        self.work(move || hash_blocking(&password, &salt)).await?.ok_or_else(|| {
            PageError::internal("The password could not be stored.", "argon2 failed")
        })
    }

    /// Whether `password` is the one behind `hash`. Without a hash it takes as long and is false.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, PageError> {
        let (password, hash) = (password.to_owned(), hash.map(str::to_owned));
        self.work(move || {
            let known = hash.is_some();
            verify_blocking(&password, hash.as_deref().unwrap_or(&DUMMY)) && known
        })
        .await
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PageError> {
        let busy = || PageError::too_many("Too many people are logging in right now.", 2);
        let _place = self.places.clone().try_acquire_owned().map_err(|_| busy())?;
        let worker = self.workers.clone().acquire_owned().await.map_err(|_| busy())?;
        let result = tokio::task::spawn_blocking(move || {
            let _worker = worker;
            work()
        });
        result.await.map_err(|error| PageError::internal("Logging in failed.", error))
    }
}

fn argon2() -> Argon2<'static> {
    Argon2::new(
        Algorithm::Argon2id,
        Version::V0x13,
        Params::new(19_456, 2, 1, None).unwrap_or_default(),
    )
}

fn hash_blocking(password: &str, salt: &[u8]) -> Option<String> {
    let salt = SaltString::encode_b64(salt).ok()?;
    argon2().hash_password(password.as_bytes(), &salt).ok().map(|hash| hash.to_string())
}

fn verify_blocking(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
}

/// Why a password will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Under 8 characters.
    #[error("Please choose a password of at least 8 characters.")]
    TooShort,
    /// Over 256 bytes.
    #[error("Please choose a password of at most 256 characters.")]
    TooLong,
    /// Everybody's.
    #[error("That password is among the first that anybody would try. Please choose another.")]
    Common,
}

/// Words from which the commonest passwords are made; a password that is one
/// of them, give or take digits and punctuation at its ends, is refused.
const COMMON_STEMS: [&str; 44] = [
    "password",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "pass",
    "qwerty",
    "qwertyuiop",
    "qwert",
    "asdfgh",
    "asdfghjkl",
    "zxcvbn",
    "zxcvbnm",
    "letmein",
    "welcome",
    "admin",
    "administrator",
    "iloveyou",
    "monkey",
    "dragon",
    "football",
    "cricket",
    "sunshine",
    "princess",
    "abc",
    "abcd",
    "abcdef",
    "master",
    "login",
    "hello",
    "secret",
    "superman",
    "batman",
    "trustno",
    "india",
    "bharat",
    "krishna",
    "ganesh",
    "changeme",
    "default",
    "test",
    "testing",
    "guest",
    "masthead",
    "newspaper",
];

/// Whether a reader may use this password. No rules of composition: length,
/// and not what everybody uses (NIST SP 800-63B, 5.1.1.2).
pub fn check_strength(password: &str) -> Result<(), PasswordProblem> {
    if password.chars().count() < 8 {
        return Err(PasswordProblem::TooShort);
    }
    if password.len() > 256 {
        return Err(PasswordProblem::TooLong);
    }
    let lower = password.to_lowercase();
    let core = lower.trim_matches(|c: char| c.is_ascii_digit() || c.is_ascii_punctuation());
    let repeats = lower.chars().all(|c| Some(c) == lower.chars().next());
    let halves =
        core.len() % 2 == 0 && core[..core.len() / 2] == core[core.len() / 2..] && core.is_ascii();
    let stem = if halves && !core.is_empty() { &core[..core.len() / 2] } else { core };
    if core.is_empty() || repeats || COMMON_STEMS.contains(&stem) || COMMON_STEMS.contains(&core) {
        return Err(PasswordProblem::Common);
    }
    Ok(())
}
