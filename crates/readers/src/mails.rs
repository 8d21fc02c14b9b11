//! The department's mails: what each says, in the language of whoever gets it.

use mail::{Content, Look};
use store::{Executor, Result, jobs, jobs::NewJob};
use vocab::Ambient;
use web::Site;
use words::Words;

use crate::Reader;

/// What a mail is about, and what its link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Letter {
    /// A new account: the address has to be proven.
    Confirm,
    /// Somebody registered an address again.
    Already,
    /// A new password can be set.
    Reset,
    /// A log-in of the staff has to be finished.
    SecondFactor,
    /// The password was changed.
    Changed,
}

impl Letter {
    /// The letter as it is sent, with the link that it is about.
    fn content(self, say: Words, paper: &str, link: &str) -> Content {
        let new = |subject: String| Content::new(subject, say.language().code());
        match self {
            Self::Confirm => new(say.mail_confirm_subject(paper))
                .heading(say.mail_confirm_heading(paper))
                .paragraph(say.mail_confirm_says())
                .button(say.mail_confirm_do(), link)
                .note(say.mail_confirm_note()),
            Self::Already => new(say.mail_already_subject(paper))
                .heading(say.mail_already_subject(paper))
                .paragraph(say.mail_already_says(paper))
                .button(say.log_in(), link)
                .note(say.mail_already_note()),
            Self::Reset => new(say.mail_reset_subject(paper))
                .heading(say.set_new_password())
                .paragraph(say.mail_reset_says(paper))
                .button(say.set_new_password(), link)
                .note(say.mail_reset_note()),
            Self::SecondFactor => new(say.mail_second_subject(paper))
                .heading(say.mail_second_heading())
                .paragraph(say.mail_second_says(paper))
                .button(say.mail_second_do(), link)
                .note(say.mail_second_note()),
            Self::Changed => new(say.mail_changed_subject(paper))
                .heading(say.mail_changed_heading())
                .paragraph(say.mail_changed_says(paper))
                .paragraph(say.mail_changed_else())
                .button(say.set_new_password(), link),
        }
    }
}

/// Enqueues one of the department's mails to `reader`, in the caller's transaction.
pub(crate) async fn post_letter(
    on: impl Executor,
    ambient: &Ambient,
    site: &Site,
    reader: &Reader,
    letter: Letter,
    link: &str,
) -> Result<()> {
    let content = letter.content(reader.words(site), &site.name(), link);
    post(on, ambient, site, &reader.email, &content).await
}

/// Enqueues a mail, in the caller's transaction. It looks as the paper does now.
pub async fn post(
    on: impl Executor,
    ambient: &Ambient,
    site: &Site,
    to: &str,
    content: &Content,
) -> Result<()> {
    let face = site.face();
    let look = Look {
        paper: face.name.clone(),
        home: site.address("/"),
        accent: face.accent.to_string(),
        accent_dark: face.accent_dark.to_string(),
    };
    let payload = serde_json::to_value(content.to_mail(to, &look)).unwrap_or_default();
    jobs::enqueue(on, ambient, NewJob::new(mail::JOB_KIND, payload)).await
}

impl Reader {
    /// The words in which the paper writes to this reader.
    pub fn words(&self, site: &Site) -> Words {
        Words::of(self.language.unwrap_or(site.config().language))
    }
}
