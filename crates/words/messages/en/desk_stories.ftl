# The newsroom: the list of stories.
desk-headline-contains = Headline contains
desk-status-all = all
desk-new-story = New story
desk-no-story-fits = No story fits.
desk-changed = Changed
story-status-draft = draft
story-status-published = published
story-status-withdrawn = withdrawn

# A story.
desk-story-status = Status: { $status }
desk-story-version = Status: { $status }, version { $version }
desk-story-preview = Preview
desk-story-preview-saved = Preview as last saved
desk-story-what-is-saved = What is saved now
desk-story-saved-now = As it is saved now, version { $version }
desk-story-overtaken = Somebody else has saved this story since you opened it. Nothing of yours was saved: it stands in the form as you typed it, and what is saved now stands below. Copy what should stay; saving again puts yours in its place.
desk-story-save-and-publish = Save and publish
desk-story-save-and-publish-again = Save and publish again
desk-story-withdraw = Withdraw from the paper
desk-story-published-ask = Published: ask an editor to change it.
desk-story-withdrawn-ask = Withdrawn: ask an editor.
desk-story-not-saved = Nothing of yours was saved; here it stands as you typed it, to copy.
desk-story-headline = Headline
desk-story-kicker = Kicker
desk-story-standfirst = Standfirst
desk-story-section = Section
desk-story-address-hint = Left empty, it is made from the headline. If it changes, the old address leads to the new one.
desk-story-access = Access
desk-story-benefit = Benefit needed besides
desk-story-benefit-none = none
desk-story-authors-hint = Their names or addresses, separated by commas.
desk-story-topics = Topics
desk-story-topics-hint = Separated by commas.
desk-story-picture = Picture
desk-story-picture-hint = Its address on this paper; left empty, the story has none.
desk-story-picture-alt = What the picture shows
desk-story-picture-alt-hint = For those who cannot see it. Left empty, the picture’s own words stand.
desk-story-caption = Caption
desk-story-credit = Credit
desk-story-language = Language
desk-story-translation-of = Translation of
desk-story-translation-hint = The address of the story that this one says in another language.
desk-story-lead = Lead
desk-story-lead-says = Lead: everyone may read it
desk-story-body = Body
desk-story-body-says = Body: behind the wall
desk-story-markdown = Markdown.

# What will not do with a story.
desk-not-own-story = Authors work on their own stories; this one is not.
desk-published-already = This story is published already.
desk-only-published = Only a published story can be withdrawn.
desk-overtaken = Somebody else has saved this story since you opened it. Nothing was changed: open the story anew.
desk-not-published = This story could not be published. Please open it anew.
desk-too-long = { $field }: at most { $max } characters, please.
desk-headline-missing = Headline: please write one.
desk-headline-no-address = This headline gives no address: please write one in small Latin letters.
desk-address-wrong = Address: use small letters, digits and hyphens, at most 120.
desk-address-taken = Address: “{ $address }” is taken in this section.
desk-section-missing = Section: please choose one.
desk-access-wrong = Access: “{ $access }” is not an access level: use free, metered, registered or premium.
desk-benefit-wrong = Benefit: “{ $benefit }” is not a benefit: use unlimited, premium, epaper, newsletters, smart-investor, archive, ad-free or partner:NAME.
desk-language-wrong = Language: “{ $language }” is no language that the paper’s pages speak: use en or hi.
desk-lead-missing = Lead: everyone sees it, so please write one.
desk-lead-notes = Lead: notes belong into the body, at whose end they stand.
desk-topic-no-letter = Topics: “{ $topic }” has no letter for its address.
desk-authors-same-name = Authors: more than one is called “{ $name }”. Please write the author’s address.
desk-author-unknown = Authors: there is no author “{ $name }”. Add the author first.
desk-picture-unknown = { $field }: there is no picture at { $path }.
desk-original-unknown = Translation of: there is no story at this address; write it like /economy/a-story.
desk-original-itself = Translation of: a story is not its own.
desk-original-translates = Translation of: that story is a translation itself; name its original.
desk-original-same-language = Translation of: that story is in the same language.
desk-original-has-one = Translation of: that story has a translation in this language already.
desk-original-is-one = Translation of: this story has translations itself, so it is an original.

# Sections.
desk-section-title = Section /{ $section }
desk-all-sections = All sections
desk-add-section = Add a section
desk-section-description = Description
desk-section-position = Position
desk-section-opinion = Holds opinions: the front page shows them apart, with faces
desk-section-address-wrong = Address: small letters, digits and hyphens, and not a word that the paper needs for its own pages.
desk-name-missing = Name: please write one.
desk-position-wrong = Position: please write a whole number.
desk-section-is-page = Address: there is a static page at /{ $address }.
desk-section-exists = Address: there is a section “{ $address }” already.

# Authors.
desk-author-title = Author { $author }
desk-all-authors = All authors
desk-add-author = Add an author
desk-author-role = Role
desk-author-bio = A few sentences
desk-author-picture = Address of the portrait on this paper
desk-author-portrait = Portrait
desk-author-address-wrong = Address: small letters, digits and hyphens.
desk-author-exists = Address: there is an author “{ $address }” already.

# Static pages.
desk-page-title = Page /{ $page }
desk-page-changed = { $title }, changed { $date }
desk-page-new = Address of a new page
desk-page-new-example = contact
desk-page-write = Write it
desk-page-address-wrong = Address: small letters, digits and hyphens, and neither a section’s nor one that the paper needs for its own pages.
desk-page-name = Title
desk-page-name-missing = Title: please write one.
desk-page-text = Text
desk-page-text-says = Text, as Markdown

# Every component on one page.
components = Components
components-says = Every part of the paper’s pages, in light and dark, in Hindi, and with long texts. The parts are the macros that the pages are made of.
components-light = Light
components-dark = Dark
components-hindi = Hindi
components-long = Long texts
components-headlines = Headline blocks
components-shorts = Shorts, opinions, marks
components-byline = Byline
components-listing = Listing and pager
components-notices = Notices
components-forms = Form rows
components-plans = Plans
components-text = Text
