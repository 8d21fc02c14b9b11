# Fronts, lists, stories.
front-page-of = Front page, { $date }
no-story-yet = The first story is still being written.
nothing-here-yet = Nothing has appeared here yet.
nothing-under-name-yet = Nothing has appeared under this name yet.
premium = Premium
with-account = With an account
premium-today = { $count ->
    [one] One premium story today, handpicked by our editors
   *[other] { $count } premium stories today, handpicked by our editors
  }
premium-handpicked = Premium stories, handpicked by our editors
latest = Latest
most-read = Most read
stories = Stories
more-stories = More stories
newest-stories = Newest stories
older-stories = Older stories
stories-about = Stories about { $topic }.
reading-minutes = { $minutes } min read
updated = Updated
and-last = and
related = Related
next-in = Next in { $section }
more-about = More about
this-story-in = This story in English
have-read = You have read { $used } of your { $limit } free stories this month.
subscribe-for-unlimited = subscribe for unlimited access
as-of = As of { $date }
close = Close

# The tools of a story.
tools = Tools
save = Save
share = Share
print = Print
listen = Listen
pause = Pause
go-on = Go on
stop = Stop
reading = Reading
text-size = Text size
text-small = Small
text-medium = Medium
text-large = Large
text-larger = Larger
colours = Colours
colours-auto = As the device
colours-light = Light
colours-dark = Dark
link-copied = The link is copied.
link-is = This is the link:

# The reader's own list.
saved-stories = Saved stories
saved-none = Nothing is saved yet. Each story has a button for it.
saved-count = { $count ->
    [one] One story
   *[other] { $count } stories, the last saved first
  }
saved-now = “{ $headline }” is saved.
saved-removed = “{ $headline }” is no longer on your list.
saved-too-many = Your list holds 500 stories, which is all it can. Please take some off first.
remove = Remove
subscribe-for-unlimited-access = Subscribe for unlimited access.
saved = Saved
also-in = Also in
preview-says = This is the story as it is saved, as the paper will show it. Readers see it when it is published.
preview-back = Back to the editor
preview-wall = Here the wall stands
