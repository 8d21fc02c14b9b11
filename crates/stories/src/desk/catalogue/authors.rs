use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;
use web::{DeskFrame, Done, FormData, PageError, QueryData, Staff, page_response};
use words::Words;

use super::{
    super::{EDITORS, form::find_picture},
    finish, status,
};
use crate::{Author, Stories, queries, routes::broken};

const AUTHORS: u32 = 200;

#[derive(Template)]
#[template(path = "desk/authors.html")]
struct AuthorsPage {
    frame: DeskFrame,
    authors: Vec<Author>,
    next: Option<String>,
    form: AuthorForm,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/author.html")]
struct AuthorPage {
    frame: DeskFrame,
    form: AuthorForm,
    problem: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(in crate::desk) struct AuthorForm {
    slug: String,
    name: String,
    role: String,
    bio: String,
    /// The address of the portrait; may be empty.
    picture: String,
}

impl AuthorForm {
    fn of(author: Author) -> Self {
        let Author { slug, name, role, bio, picture } = author;
        let picture = picture.as_ref().and_then(|picture| picture.largest());
        let picture = picture.map_or_else(String::new, |size| size.path.clone());
        Self { slug, name, role, bio, picture }
    }

    /// Reads the form with its portrait, or says which field will not do.
    async fn read(
        &self,
        stories: &Stories,
        say: Words,
    ) -> Result<Result<Author, String>, PageError> {
        let field = say.desk_author_portrait();
        let picture = match find_picture(stories, &self.picture, field, say).await? {
            Ok(picture) => picture,
            Err(problem) => return Ok(Err(problem)),
        };
        Ok(self.parse(say).map(|author| Author { picture, ..author }))
    }

    fn parse(&self, say: Words) -> Result<Author, String> {
        if !web::is_slug(&self.slug) {
            return Err(say.desk_author_address_wrong());
        }
        if self.name.trim().is_empty() {
            return Err(say.desk_name_missing());
        }
        let trim = |text: &String| text.trim().to_owned();
        Ok(Author {
            slug: self.slug.clone(),
            name: trim(&self.name),
            role: trim(&self.role),
            bio: trim(&self.bio),
            picture: None,
        })
    }
}

#[derive(Deserialize)]
pub(in crate::desk) struct After {
    #[serde(default)]
    after: String,
}

async fn list_page(
    stories: &Stories,
    staff: &Staff,
    after: &str,
    form: AuthorForm,
    problem: Option<String>,
) -> Result<Response, PageError> {
    let authors = queries::list_authors(&stories.db, after, AUTHORS).await.map_err(broken)?;
    let full = authors.len() == usize::try_from(AUTHORS).unwrap_or(usize::MAX);
    let next = authors.last().filter(|_| full).map(|last| last.slug.clone());
    let frame = DeskFrame::new(&stories.site, staff, staff.words().desk_authors());
    let status = status(problem.as_ref());
    page_response(status, &AuthorsPage { frame, authors, next, form, problem })
}

fn form_page(
    stories: &Stories,
    staff: &Staff,
    form: AuthorForm,
    problem: Option<String>,
) -> Result<Response, PageError> {
    let frame = DeskFrame::new(&stories.site, staff, staff.words().desk_author_title(&form.slug));
    page_response(status(problem.as_ref()), &AuthorPage { frame, form, problem })
}

pub(in crate::desk) async fn list(
    State(stories): State<Stories>,
    staff: Staff,
    QueryData(query): QueryData<After>,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    list_page(&stories, &staff, &query.after, AuthorForm::default(), None).await
}

pub(in crate::desk) async fn add(
    State(stories): State<Stories>,
    staff: Staff,
    FormData(form): FormData<AuthorForm>,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    let author = match form.read(&stories, staff.words()).await? {
        Ok(author) => author,
        Err(problem) => return list_page(&stories, &staff, "", form, Some(problem)).await,
    };
    let mut tx = stories.db.begin().await.map_err(broken)?;
    if !queries::insert_author(&mut tx, &author).await.map_err(broken)? {
        drop(tx);
        let problem = staff.words().desk_author_exists(&author.slug);
        return list_page(&stories, &staff, "", form, Some(problem)).await;
    }
    finish(&stories, tx, &staff, "author.save", &author.slug, &author.name).await?;
    Ok(Done::Added.redirect("/desk/authors"))
}

async fn find(stories: &Stories, slug: &str) -> Result<Author, PageError> {
    let author = queries::find_author(&stories.db, slug).await.map_err(broken)?;
    author.ok_or_else(PageError::not_found)
}

pub(in crate::desk) async fn show(
    State(stories): State<Stories>,
    staff: Staff,
    Path(slug): Path<String>,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    let author = find(&stories, &slug).await?;
    form_page(&stories, &staff, AuthorForm::of(author), None)
}

pub(in crate::desk) async fn edit(
    State(stories): State<Stories>,
    staff: Staff,
    Path(slug): Path<String>,
    FormData(form): FormData<AuthorForm>,
) -> Result<Response, PageError> {
    staff.require(EDITORS)?;
    let form = AuthorForm { slug: find(&stories, &slug).await?.slug, ..form };
    let author = match form.read(&stories, staff.words()).await? {
        Ok(author) => author,
        Err(problem) => return form_page(&stories, &staff, form, Some(problem)),
    };
    let mut tx = stories.db.begin().await.map_err(broken)?;
    queries::save_author(&mut tx, &author).await.map_err(broken)?;
    finish(&stories, tx, &staff, "author.save", &author.slug, &author.name).await?;
    Ok(Done::Saved.redirect("/desk/authors"))
}
