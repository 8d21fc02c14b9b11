# The desk’s first page.
desk-today = Today
desk-stories-today = Stories today
desk-stories-today-count = { $count }, of them { $premium } premium
desk-jobs = Jobs
desk-jobs-waiting = { $count } waiting
desk-jobs-parked = { $count } parked: they need a person

# Settings.
desk-configuration = Configuration
desk-configuration-says = As read from masthead.toml and the environment. Change it there and restart; “masthead doctor” explains what is wrong.
desk-key = Key
desk-value = Value
desk-parked-jobs = Parked jobs
desk-job-kind = Kind
desk-job-error = What went wrong
desk-job-retry = Try again

# The audit log.
desk-audit-broken = Entry { $number } does not fit the chain: the log was changed outside the paper.
desk-audit-holds = The chain of these entries holds.
desk-audit-number = No.
desk-audit-when = When
desk-audit-who = Who
desk-audit-what = What
desk-audit-to-what = To what
desk-audit-detail = Detail

# Appearance.
desk-appearance-says = What is left empty comes from masthead.toml, or is the program’s choice. Everything shows on the paper within two seconds, without a restart.
desk-appearance-refused = Nothing was changed. { $field }: { $problem }.
desk-appearance-tagline = Line below the name
desk-appearance-logo = Logo
desk-appearance-logo-says = Logo instead of the name
desk-appearance-logo-now = The logo now
desk-appearance-logo-hint = PNG, JPEG, WebP or SVG, at most 1.5 MB. It is shown up to 60 pixels high.
desk-appearance-logo-without = Without a logo
desk-appearance-accent = Accent colour
desk-appearance-accent-hint = For what can be acted on and for the premium mark. It must stand out from the page { $least } to 1.
desk-appearance-accent-dark = Accent on dark pages
desk-appearance-accent-made = made from the accent
desk-appearance-contrast = On light pages { $accent } stands out { $contrast } to 1, on dark pages { $dark } { $contrast-dark } to 1.
desk-appearance-headline-face = Typeface of headlines
desk-appearance-text-face = Typeface of the text
desk-appearance-unless = { $typeface }, unless you choose
desk-appearance-navigation = Navigation
desk-appearance-navigation-hint = One entry a line: Label = /path. Left empty, the sections in their order.
desk-appearance-footer = Links in the foot
desk-appearance-footer-hint = Likewise. Left empty: About, Privacy, Terms.
desk-appearance-picture = Picture for links
desk-appearance-picture-says = Picture for links to the paper
desk-appearance-picture-now = The picture now
desk-appearance-picture-hint = 1200 by 630 pixels. Shown where a page without a picture of its own is shared.
desk-appearance-picture-without = Without such a picture
desk-appearance-css = Rules of your own
desk-appearance-css-says = Rules of your own (CSS)
desk-appearance-css-hint = At most 16 KB, after the paper’s own rules; nothing may be loaded from elsewhere.
desk-appearance-see = See the paper
desk-appearance-reset = Go back to masthead.toml
desk-appearance-not-read = The paper’s appearance cannot be read.
desk-appearance-not-kept = The appearance could not be kept.
desk-appearance-configured-wrong = The configuration’s appearance will not do.

# What will not do with a face: a part of the sentence above, and of the program’s when it starts.
face-name-missing = a paper needs one
face-colour-wrong = “{ $text }” is no colour: write six hexadecimal digits, like #7a1420
face-typeface-unknown = “{ $typeface }” is not bundled; there are { $known }
face-too-light = { $colour } stands out from the light page by { $contrast } to 1 only; text needs { $least } to 1, so choose a darker one
face-too-dark = { $colour } stands out from the dark page by { $contrast } to 1 only; text needs { $least } to 1, so choose a lighter one
face-hidden = only characters that can be seen, please
face-too-long = at most { $max } characters, please
face-not-own = “{ $path }” is no file of this paper
face-too-many = at most { $max } entries, please
face-entry-wrong = “{ $line }” will not do; write Label = /path or Label = https://…
face-css-too-long = { $bytes } bytes are too many; at most { $max }
face-css-banned = “{ $word }” may load from elsewhere, so it has no place here
face-css-braces = its braces do not close
face-file-too-large = the file is larger than 1.5 MB
face-file-kind = the file is no picture that browsers show: send PNG, JPEG or WebP
face-file-not-kept = the file cannot be kept: { $problem }
