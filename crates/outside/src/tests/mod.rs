mod pages;
mod tokens;
