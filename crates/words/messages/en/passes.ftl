# Gifts: the button on a story, and the giver's pages.
gift-give = Give
gifts = Gifts
gift-title = Your gift
gifts-left = You can give { $left } of { $permonth } stories more this month.
gifts-left-now = { $left ->
    [0] You can give no more stories this month.
    [one] You can give one more story this month.
   *[other] You can give { $left } more stories this month.
  }
gifts-for-subscribers = Stories can be given by readers with a subscription that includes it.
gifts-none = You have not given a story yet. Each story that your subscription opens has a button for it.
gift-says = Whoever has this link reads the whole story, without a subscription, until { $until }, on { $devices ->
    [one] one device
   *[other] { $devices } devices
  }.
gift-link = Link to the whole story
gift-link-hint = Select it and copy it, or send it.
gift-send = Send
gift-mail = I would like you to read this story: { $link }
gift-opened = Opened on { $opened } of { $devices ->
    [one] one device
   *[other] { $devices } devices
  }.
gift-until = Opens until { $until }.
gift-expired-on = Expired on { $date }.
gift-was-taken-back = Taken back.
gift-take-back = Take back
gift-taken-back = The gift is taken back. Its link no longer opens the story.
gift-back = Back to the story
gift-not-a-giver = Your account cannot give stories. They can be given with a subscription that includes it.
gift-needs-none = This story is open to everybody. Its own address is gift enough.
gift-closed = Your subscription does not include this story, so it cannot be given.
gift-used-up = You have given all { $permonth } stories of this month. The next month begins with new ones.

# What readers are told whom a link brought.
opened-by-gift = This story was given to you. It does not count as one of your free stories.
opened-by-unlock = This story is free for everybody until { $until }: { $reason }
refused-unknown = The link that brought you here is not complete, so it does not open this story. Please ask for it again.
refused-cookie = This story was given to you. It opens once your browser sends our cookie back: allow cookies for this paper and follow the link again.
refused-other-story = The link that brought you here is a gift of another story.
refused-expired = This story was given to you, but the gift has expired.
refused-taken-back = This story was given to you, but the gift is no longer valid.
refused-used-up = This story was given to you, but as many devices have opened the gift as may.
refused-campaign-over = The link that brought you here is not valid now.
refused-campaign-elsewhere = The link that brought you here does not open this story.
refused-campaign-used-up = The link that brought you here has been used as often as it may.
