use vocab::SessionId;
use web::{PageError, SignedIn};
use words::Words;

use crate::Readers;

/// What readers contribute to the account page.
#[derive(Clone, Debug)]
pub struct AccountPart {
    /// The address.
    pub email: String,
    /// Whether there is a password to log in with.
    pub has_password: bool,
    /// The log-ins, newest first.
    pub sessions: Vec<SessionLine>,
}

/// One log-in on the account page.
#[derive(Clone, Debug)]
pub struct SessionLine {
    /// Its id, for logging it out.
    pub id: SessionId,
    /// What the browser calls itself, in short.
    pub agent: String,
    /// Since when, in words.
    pub since: String,
    /// Whether it is the one that asks.
    pub this_one: bool,
}

impl Readers {
    /// The reader's part of the account page, in the words of its visitor.
    pub async fn account_part(
        &self,
        signed_in: &SignedIn,
        say: Words,
    ) -> Result<AccountPart, PageError> {
        let found = crate::find_reader(&self.db, signed_in.reader).await;
        let reader = found.map_err(crate::routes::broken)?;
        let sessions = self.sessions.list(signed_in.reader).await.map_err(crate::routes::broken)?;
        let lines = sessions.into_iter().map(|(id, agent, since)| SessionLine {
            id,
            agent: describe_agent(&agent, say),
            since: say.moment(since, self.site.zone()),
            this_one: id == signed_in.session,
        });
        Ok(AccountPart {
            email: signed_in.email.to_string(),
            has_password: reader.is_some_and(|reader| reader.password_hash.is_some()),
            sessions: lines.collect(),
        })
    }
}

/// `Firefox on Windows`: enough for the owner to recognise a device.
pub(crate) fn describe_agent(agent: &str, say: Words) -> String {
    let find = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = find(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => say.agent_on(browser, system),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => agent
            .split(['/', ' '])
            .next()
            .filter(|word| !word.is_empty())
            .map_or_else(|| say.agent_unknown(), str::to_owned),
    }
}
