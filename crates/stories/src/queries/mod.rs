//! All SQL of this department.

mod catalogue;
mod reading;
mod writing;

pub use catalogue::{
    find_author, find_section, find_static_page, find_topic, list_authors, list_sections,
    list_static_pages, save_author, save_section, save_static_page, save_topic,
};
pub use reading::{
    Redirect, count_by_status, find_body, find_by_id, find_by_number, find_by_path, find_redirect,
    list_all, list_at_desk, list_by_author, list_by_topic, list_in_section, list_matching,
};
pub use writing::{
    NewStory, StoryText, insert_redirect, insert_story, is_slug_taken, mark_status, update_story,
};
