mod cases;
mod decisions;
mod policies;
mod windows;
