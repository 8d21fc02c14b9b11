//! All SQL of this department.

mod catalogue;
mod reading;
mod related;
mod writing;

pub(crate) use catalogue::{
    find_author, find_static_page, insert_author, insert_section, list_authors, list_authors_named,
    list_static_pages,
};
pub use catalogue::{
    find_section, find_topic, list_sections, save_author, save_section, save_static_page,
    save_topic,
};
pub use reading::{
    Audience, count_by_status, find_by_number, find_by_path, list_all, list_matching,
};
pub(crate) use reading::{
    Redirect, find_body, find_by_id, find_next_publication, find_redirect, list_at_desk,
    list_by_author, list_by_topic, list_in_section,
};
pub use related::add_openings;
pub(crate) use related::{
    OPENINGS_KEPT, count_saved, list_all_translations, list_most_opened, list_of_same_topics,
    list_saved, list_translations, prune_openings, save_story, unsave_story,
};
pub use writing::{NewStory, StoryPicture, StoryText, insert_story, mark_status};
pub(crate) use writing::{insert_redirect, is_slug_taken, update_story};
