use std::sync::{Arc, LazyLock};

use argon2::{
    ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, PasswordHash, Version,
    password_hash::{Output, ParamsString, Salt, SaltString},
};
use subtle::ConstantTimeEq as _;
use tokio::sync::Semaphore;
use vocab::Ambient;
use web::PageError;
use words::Words;

/// Hashes passwords with argon2id (19 MiB, 2 passes, 1 lane: OWASP's Password
/// Storage Cheat Sheet), on half of the machine's cores at most, so that a
/// flood of log-ins leaves the pages alone.
#[derive(Clone)]
pub struct Passwords {
    ambient: Ambient,
    workers: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

/// How many may wait; beyond that the answer is "try again".
const QUEUE_MAX: usize = 64;
/// What an unknown address is checked against, so that it costs the same.
static DUMMY: LazyLock<String> =
    LazyLock::new(|| hash_blocking("no account", &[7; 16]).unwrap_or_default());

/// How many blocks of 1 KiB are asked for at least, though fewer are touched.
/// From 32 MiB on, glibc maps memory and gives it back at once, while smaller
/// pieces would stay with the process after the first log-ins (mallopt(3),
/// M_MMAP_THRESHOLD).
const BLOCKS_MAPPED: usize = 33 << 10;

impl Passwords {
    /// A pool of its own.
    pub fn new(ambient: Ambient) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            ambient,
            workers: Arc::new(Semaphore::new((cores / 2).max(1))),
            places: Arc::new(Semaphore::new(QUEUE_MAX)),
        }
    }

    /// The hash of `password`, in the PHC string format.
    pub async fn hash(&self, password: &str) -> Result<String, PageError> {
        let (password, salt) = (password.to_owned(), self.ambient.bytes::<16>());
        let hashed = self.work(move || hash_blocking(&password, &salt)).await?;
        hashed.ok_or_else(|| PageError::internal(Words::password_not_stored, "argon2 failed"))
    }

    /// Whether `password` is the one behind `hash`. Without a hash it takes as long and is false.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, PageError> {
        let (password, hash) = (password.to_owned(), hash.map(str::to_owned));
        self.work(move || {
            let known = hash.is_some();
            let hash = hash.as_deref().unwrap_or(&DUMMY);
            verify_blocking(&password, hash).unwrap_or(false) && known
        })
        .await
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PageError> {
        let busy = || PageError::too_many(Words::log_in_crowded, 2);
        let _place = self.places.clone().try_acquire_owned().map_err(|_| busy())?;
        let worker = self.workers.clone().acquire_owned().await.map_err(|_| busy())?;
        let result = tokio::task::spawn_blocking(move || {
            let _worker = worker;
            work()
        });
        result.await.map_err(|error| PageError::internal(Words::log_in_failed, error))
    }
}

fn hash_blocking(password: &str, salt: &[u8]) -> Option<String> {
    let params = Params::new(19_456, 2, 1, None).ok()?;
    let tag = compute(&params, password, salt)?;
    let salt = SaltString::encode_b64(salt).ok()?;
    let hash = PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).ok()?,
        salt: Some(salt.as_salt()),
        hash: Some(Output::new(&tag).ok()?),
    };
    Some(hash.to_string())
}

/// With the parameters that the hash itself names, so that they may be raised one day.
fn verify_blocking(password: &str, hash: &str) -> Option<bool> {
    let hash = PasswordHash::new(hash).ok()?;
    if hash.algorithm != ARGON2ID_IDENT {
        return None;
    }
    let params = Params::try_from(&hash).ok()?;
    let mut salt = [0; Salt::MAX_LENGTH];
    let salt = hash.salt?.decode_b64(&mut salt).ok()?;
    let tag = compute(&params, password, salt)?;
    Some(tag.ct_eq(hash.hash?.as_bytes()).into())
}

fn compute(params: &Params, password: &str, salt: &[u8]) -> Option<[u8; 32]> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let blocks = params.block_count();
    let mut memory = Vec::with_capacity(blocks.max(BLOCKS_MAPPED));
    memory.resize(blocks, Block::default());
    let mut tag = [0; 32];
    let password = password.as_bytes();
    let computed = argon2.hash_password_into_with_memory(password, salt, &mut tag, &mut memory);
    computed.ok().map(|()| tag)
}

/// Why a password will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Under 8 characters.
    TooShort,
    /// Over 256 bytes.
    TooLong,
    /// Everybody's.
    Common,
}

impl PasswordProblem {
    /// In words, for whoever chose it.
    pub fn say(self, say: Words) -> String {
        match self {
            Self::TooShort => say.password_too_short(),
            Self::TooLong => say.password_too_long(),
            Self::Common => say.password_common(),
        }
    }
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
    let repeats = lower.chars().all(|c| lower.starts_with(c));
    // The same half twice; off a character's boundary there is no half.
    let halves = core.split_at_checked(core.len() / 2).filter(|(first, second)| first == second);
    let stem = halves.map_or(core, |(first, _)| first);
    if core.is_empty() || repeats || COMMON_STEMS.contains(&stem) || COMMON_STEMS.contains(&core) {
        return Err(PasswordProblem::Common);
    }
    Ok(())
}
