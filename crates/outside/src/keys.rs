use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use store::{Db, Result, Tx, audit, audit::Deed, feed};
use vocab::Ambient;

use crate::{
    queries,
    token::{Claims, MINUTES_MAX, PublicKey, SigningKey},
};

/// The feed's topic for signing keys.
pub(crate) const TOPIC: &str = "decision_keys";
/// For how long edges may keep the list of keys, in seconds.
pub const KEYS_KEPT_SECONDS: u32 = 300;
/// How long before it signs a key is published: twice as long as edges keep the list.
const PUBLISHED_BEFORE: SignedDuration = SignedDuration::from_secs(600);
/// How long after it signed last a key is published.
const PUBLISHED_AFTER: SignedDuration = SignedDuration::from_mins(MINUTES_MAX as i64 + 5);
/// How long a key signs before the nightly job makes the next one.
const SIGNS_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A key and its time.
#[derive(Debug)]
pub(crate) struct DecisionKey {
    key: SigningKey,
    signs_from: Timestamp,
    revoked: bool,
}

/// The keys that sign decisions, as this node knows them.
pub(crate) struct Keys {
    known: RwLock<Arc<Vec<DecisionKey>>>,
}

/// The key whose time it is: the last one that has begun.
fn signing(keys: &[DecisionKey], now: Timestamp) -> Option<&DecisionKey> {
    keys.iter().rev().find(|key| !key.revoked && key.signs_from <= now)
}

/// Those that edges must know: the one that signs, the next, and those whose tokens may still be about.
fn published(keys: &[DecisionKey], now: Timestamp) -> Vec<PublicKey> {
    let good: Vec<_> = keys.iter().filter(|key| !key.revoked).collect();
    let next = good.iter().skip(1).map(|key| Some(key.signs_from)).chain([None]);
    let in_use = good.iter().zip(next).filter(|(_, signed_until)| {
        signed_until
            .is_none_or(|until| now < until.saturating_add(PUBLISHED_AFTER).unwrap_or(until))
    });
    in_use.map(|(key, _)| key.key.public().clone()).collect()
}

impl Keys {
    pub(crate) async fn open(db: &Db) -> Result<Self> {
        let keys = Self { known: RwLock::default() };
        keys.reload(db).await?;
        Ok(keys)
    }

    fn known(&self) -> Arc<Vec<DecisionKey>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) async fn reload(&self, db: &Db) -> Result<()> {
        let rows = queries::list_keys(db).await?.into_iter();
        let keys = rows.filter_map(|row| {
            let key = SigningKey::from_seed(&row.seed).filter(|key| key.public().kid == row.kid)?;
            Some(DecisionKey { key, signs_from: row.signs_from, revoked: row.revoked_at.is_some() })
        });
        let keys = Arc::new(keys.collect());
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }

    /// Makes the first key, or one for those that were revoked, where none signs.
    async fn ensure(&self, db: &Db, ambient: &Ambient) -> Result<()> {
        let now = ambient.now();
        if signing(&self.known(), now).is_some() {
            return Ok(());
        }
        self.reload(db).await?;
        if signing(&self.known(), now).is_none() {
            add(db, ambient, now, "server").await?;
            self.reload(db).await?;
        }
        Ok(())
    }

    /// `claims` under the key whose time it is.
    pub(crate) async fn sign(&self, db: &Db, ambient: &Ambient, claims: &Claims) -> Result<String> {
        self.ensure(db, ambient).await?;
        let keys = self.known();
        let key = signing(&keys, ambient.now());
        let key =
            key.ok_or_else(|| store::StoreError::Schema("no key signs decisions".to_owned()))?;
        Ok(key.key.sign(claims))
    }

    /// The keys that edges must know.
    pub(crate) async fn published(&self, db: &Db, ambient: &Ambient) -> Result<Vec<PublicKey>> {
        self.ensure(db, ambient).await?;
        Ok(published(&self.known(), ambient.now()))
    }

    /// Makes the next key if the present one has signed long enough and none waits.
    pub(crate) async fn turn(&self, db: &Db, ambient: &Ambient) -> Result<()> {
        self.reload(db).await?;
        let (keys, now) = (self.known(), ambient.now());
        let waits = keys.iter().any(|key| !key.revoked && key.signs_from > now);
        let is_old =
            signing(&keys, now).is_some_and(|key| now.duration_since(key.signs_from) >= SIGNS_FOR);
        if is_old && !waits {
            rotate(db, ambient, "server").await?;
            self.reload(db).await?;
        }
        Ok(())
    }
}

/// Makes the next key, published now, and returns its id and from when it signs.
pub async fn rotate(db: &Db, ambient: &Ambient, actor: &str) -> Result<(String, Timestamp)> {
    let now = ambient.now();
    let signs_from = now.saturating_add(PUBLISHED_BEFORE).unwrap_or(now);
    Ok((add(db, ambient, signs_from, actor).await?, signs_from))
}

/// From now on what this key signed is worth nothing to whoever reads the list of keys
/// again. False if there is no such key, or it was revoked before.
pub async fn revoke(db: &Db, ambient: &Ambient, kid: &str, actor: &str) -> Result<bool> {
    let now = ambient.now();
    let mut tx = db.begin().await?;
    if !queries::revoke_key(&mut tx, kid, now).await? {
        return Ok(false);
    }
    tell(&mut tx, "decision_key.revoke", kid, actor, now).await?;
    tx.commit().await?;
    Ok(true)
}

async fn add(db: &Db, ambient: &Ambient, signs_from: Timestamp, actor: &str) -> Result<String> {
    let seed = ambient.bytes::<32>();
    let key = SigningKey::from_seed(&seed);
    let kid = key.map(|key| key.public().kid.clone()).unwrap_or_default();
    let (now, mut tx) = (ambient.now(), db.begin().await?);
    queries::insert_key(&mut tx, &kid, &seed, signs_from, now).await?;
    tell(&mut tx, "decision_key.add", &kid, actor, now).await?;
    tx.commit().await?;
    Ok(kid)
}

async fn tell(tx: &mut Tx, action: &str, kid: &str, actor: &str, now: Timestamp) -> Result<()> {
    audit::record(tx, Deed { actor, action, subject: kid, detail: "" }, now).await?;
    feed::announce(tx, TOPIC, kid, now).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8, signs_from: &str, revoked: bool) -> DecisionKey {
        let key = SigningKey::from_seed(&[seed; 32]).unwrap();
        DecisionKey { key, signs_from: signs_from.parse().unwrap(), revoked }
    }

    fn ids(keys: &[DecisionKey], now: &str) -> (Option<usize>, Vec<usize>) {
        let now = now.parse().unwrap();
        let place = |kid: &str| keys.iter().position(|key| key.key.public().kid == kid).unwrap();
        let signs = signing(keys, now).map(|key| place(&key.key.public().kid));
        (signs, published(keys, now).iter().map(|key| place(&key.kid)).collect())
    }

    #[test]
    fn the_next_key_is_known_before_it_signs_and_the_old_one_until_its_tokens_ran_out() {
        let keys = [key(1, "2026-11-01T00:00:00Z", false), key(2, "2026-11-24T00:00:00Z", false)];
        assert_eq!(ids(&keys, "2026-11-23T23:59:59Z"), (Some(0), vec![0, 1]));
        assert_eq!(ids(&keys, "2026-11-24T00:00:00Z"), (Some(1), vec![0, 1]));
        assert_eq!(ids(&keys, "2026-11-24T01:04:59Z"), (Some(1), vec![0, 1]));
        assert_eq!(ids(&keys, "2026-11-24T01:05:00Z"), (Some(1), vec![1]));
    }

    #[test]
    fn a_revoked_key_neither_signs_nor_is_published() {
        let keys = [key(1, "2026-11-01T00:00:00Z", false), key(2, "2026-11-24T00:00:00Z", true)];
        assert_eq!(ids(&keys, "2026-11-25T00:00:00Z"), (Some(0), vec![0]));
        let keys = [key(1, "2026-11-01T00:00:00Z", true)];
        assert_eq!(ids(&keys, "2026-11-25T00:00:00Z"), (None, vec![]));
    }
}
