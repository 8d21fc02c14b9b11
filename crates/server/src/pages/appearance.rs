//! The desk's page for the paper's face: what it is called and looks like.

use askama::Template;
use axum::{
    extract::{
        Multipart, State,
        multipart::{Field, MultipartRejection},
    },
    response::Response,
};
use http::StatusCode;
use store::{
    audit::{self, Deed},
    feed,
};
use web::{
    DeskFrame, Done, Face, FaceSettings, PageError, Role, Staff, Typeface, page_response, typefaces,
};
use words::Words;

use super::desk::broken;
use crate::{Paper, face};

const PATH: &str = "/desk/appearance";
const FILE_BYTES_MAX: usize = 1_500_000;

#[derive(Template)]
#[template(path = "desk/appearance.html")]
struct AppearancePage {
    frame: DeskFrame,
    form: FaceSettings,
    /// What the form makes of the paper, where nothing is wrong with it.
    face: Option<Face>,
    problem: Option<web::FaceProblem>,
    /// Whether the desk has said anything.
    is_saved: bool,
    typefaces: Vec<&'static Typeface>,
    /// What `masthead.toml` says.
    configured: FaceSettings,
}

impl AppearancePage {
    fn lines(&self, lines: &[String]) -> String {
        lines.join("\n")
    }

    /// What the form calls the field that will not do.
    fn label_of(&self, field: &str) -> String {
        let say = self.frame.say;
        match field {
            "name" => say.desk_name(),
            "tagline" => say.desk_appearance_tagline(),
            "accent" => say.desk_appearance_accent(),
            "accent_dark" => say.desk_appearance_accent_dark(),
            "headline_face" => say.desk_appearance_headline_face(),
            "text_face" => say.desk_appearance_text_face(),
            "logo" => say.desk_appearance_logo(),
            "social_image" => say.desk_appearance_picture(),
            "navigation" => say.desk_appearance_navigation(),
            "footer" => say.desk_appearance_footer(),
            _ => say.desk_appearance_css(),
        }
    }

    fn is_wrong(&self, field: &str) -> bool {
        self.problem.as_ref().is_some_and(|problem| problem.field == field)
    }

    /// What stands where the desk chooses no typeface.
    fn unless_chosen(&self, configured: &str) -> String {
        let named = typefaces().find(|face| face.id == configured);
        named.map_or_else(|| "Newsreader".to_owned(), |face| face.name.clone())
    }
}

/// What came with the form.
#[derive(Default)]
struct Sent {
    settings: FaceSettings,
    logo: Option<(String, Vec<u8>)>,
    social_image: Option<(String, Vec<u8>)>,
    without_logo: bool,
    without_social_image: bool,
}

pub(super) async fn show(State(paper): State<Paper>, staff: Staff) -> Result<Response, PageError> {
    staff.require(&[Role::Owner])?;
    let saved = saved(&paper).await?;
    let mut form = saved.unwrap_or_default();
    let chosen = (form.headline_face.clone(), form.text_face.clone());
    form = form.over(&paper.configured_face);
    (form.headline_face, form.text_face) = chosen;
    render(&paper, &staff, form, None).await
}

async fn render(
    paper: &Paper,
    staff: &Staff,
    form: FaceSettings,
    problem: Option<web::FaceProblem>,
) -> Result<Response, PageError> {
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = AppearancePage {
        frame: DeskFrame::new(&paper.site, staff, staff.words().desk_appearance()),
        face: Face::new(&form.clone().over(&paper.configured_face)).ok(),
        is_saved: saved(paper).await?.is_some(),
        typefaces: typefaces().collect(),
        configured: paper.configured_face.clone(),
        form,
        problem,
    };
    page_response(status, &page)
}

async fn saved(paper: &Paper) -> Result<Option<FaceSettings>, PageError> {
    let found = face::find_saved(&paper.db).await;
    found.map_err(|error| PageError::internal(Words::desk_appearance_not_read, error))
}

/// Keeps the form, or says which field will not do; nothing is half-kept.
pub(super) async fn save(
    State(paper): State<Paper>,
    staff: Staff,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, PageError> {
    staff.require(&[Role::Owner])?;
    let form = form.map_err(|problem| unreadable(problem.body_text()))?;
    let sent = read(form).await?;
    let before = saved(&paper).await?.unwrap_or_default();
    let mut settings = sent.settings;
    let logo = keep_file(&paper, "logo", sent.logo, sent.without_logo, &before.logo).await;
    let without = sent.without_social_image;
    let social_image =
        keep_file(&paper, "social_image", sent.social_image, without, &before.social_image).await;
    match (logo, social_image) {
        (Ok(logo), Ok(social_image)) => {
            (settings.logo, settings.social_image) = (logo, social_image)
        }
        (Err(problem), _) | (_, Err(problem)) => {
            return render(&paper, &staff, settings.over(&before), Some(problem)).await;
        }
    }
    // What the file says already is not said again, so that a change of the file shows.
    let settings = settings.without(&paper.configured_face);
    let whole = settings.clone().over(&paper.configured_face);
    match Face::new(&whole) {
        Ok(face) => put(&paper, &staff, Some(&settings), face).await?,
        Err(problem) => return render(&paper, &staff, whole, Some(problem)).await,
    }
    Ok(Done::Saved.redirect(PATH))
}

/// Takes back all that the desk said: `masthead.toml` alone counts again.
pub(super) async fn reset(State(paper): State<Paper>, staff: Staff) -> Result<Response, PageError> {
    staff.require(&[Role::Owner])?;
    let face = Face::new(&paper.configured_face)
        .map_err(|problem| PageError::internal(Words::desk_appearance_configured_wrong, problem))?;
    put(&paper, &staff, None, face).await?;
    Ok(Done::Saved.redirect(PATH))
}

/// Keeps the settings, tells the other nodes and the audit log, and shows the face here at once.
async fn put(
    paper: &Paper,
    staff: &Staff,
    settings: Option<&FaceSettings>,
    face: Face,
) -> Result<(), PageError> {
    let failed = |error| PageError::internal(Words::desk_appearance_not_kept, error);
    let now = paper.ambient.now();
    let mut tx = paper.db.begin().await.map_err(broken)?;
    face::save(&mut tx, settings).await.map_err(failed)?;
    let detail = settings.map_or_else(|| "masthead.toml".to_owned(), |_| face.name.clone());
    let action = if settings.is_some() { "face.save" } else { "face.reset" };
    let deed = Deed { actor: &staff.actor(), action, subject: "face", detail: &detail };
    audit::record(&mut tx, deed, now).await.map_err(broken)?;
    feed::announce(&mut tx, face::TOPIC, "", now).await.map_err(broken)?;
    tx.commit().await.map_err(broken)?;
    let change = feed::Change { topic: face::TOPIC.to_owned(), key: String::new() };
    paper.forget(&change).await;
    Ok(())
}

fn unreadable(problem: String) -> PageError {
    PageError::bad_request(move |say: Words| say.error_unreadable(&problem))
}

async fn read(mut form: Multipart) -> Result<Sent, PageError> {
    let unreadable =
        |error: axum::extract::multipart::MultipartError| unreadable(error.body_text());
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        if matches!(&*name, "logo" | "social_image") {
            let file = read_file(field).await.map_err(unreadable)?;
            match &*name {
                "logo" => sent.logo = file,
                _ => sent.social_image = file,
            }
            continue;
        }
        let text = field.text().await.map_err(unreadable)?;
        let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
        let settings = &mut sent.settings;
        match &*name {
            "name" => settings.name = text,
            "tagline" => settings.tagline = text,
            "accent" => settings.accent = text,
            "accent_dark" => settings.accent_dark = text,
            "headline_face" => settings.headline_face = text,
            "text_face" => settings.text_face = text,
            "navigation" => settings.navigation = lines().map(str::to_owned).collect(),
            "footer" => settings.footer = lines().map(str::to_owned).collect(),
            "extra_css" => settings.extra_css = text.replace("\r\n", "\n"),
            "without_logo" => sent.without_logo = true,
            "without_social_image" => sent.without_social_image = true,
            _ => {}
        }
    }
    Ok(sent)
}

/// A file's name and bytes; none where no file was chosen.
async fn read_file(
    field: Field<'_>,
) -> Result<Option<(String, Vec<u8>)>, axum::extract::multipart::MultipartError> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let bytes = field.bytes().await?;
    Ok((!bytes.is_empty()).then(|| (name, bytes.to_vec())))
}

/// Keeps a file that was sent, or what was there before.
async fn keep_file(
    paper: &Paper,
    field: &'static str,
    sent: Option<(String, Vec<u8>)>,
    without: bool,
    before: &str,
) -> Result<String, web::FaceProblem> {
    let refuse = |problem: fn(Words) -> String| Err(web::FaceProblem::new(field, problem));
    let Some((name, bytes)) = sent else {
        return Ok(if without { String::new() } else { before.to_owned() });
    };
    if bytes.len() > FILE_BYTES_MAX {
        return refuse(Words::face_file_too_large);
    }
    let kind = match bytes.get(..12).unwrap_or(&bytes) {
        [0x89, b'P', b'N', b'G', ..] => "png",
        [0xff, 0xd8, 0xff, ..] => "jpg",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => "webp",
        _ if field == "logo" && looks_like_svg(&bytes) => "svg",
        _ => return refuse(Words::face_file_kind),
    };
    let stem = name.rsplit_once('.').map_or(&*name, |(stem, _)| stem);
    let name = face::file_name(&format!("{stem}.{kind}"));
    let kept = paper.media.put(&name, bytes).await;
    kept.map_err(|error| {
        let error = error.to_string();
        web::FaceProblem::new(field, move |say: Words| say.face_file_not_kept(&error))
    })
}

fn looks_like_svg(bytes: &[u8]) -> bool {
    let start = bytes.get(..1_000).unwrap_or(bytes);
    std::str::from_utf8(start).is_ok_and(|text| text.contains("<svg"))
}
