# पेवॉल की नीति।
desk-meter-title = पेवॉल
desk-meter-in-force-desk = लागू: संस्करण { $version }, डेस्क पर बनाया गया।
desk-meter-in-force-file = लागू: जो masthead.toml में लिखा है।
desk-meter-draft = यह मसौदा है। प्रकाशित होने तक पाठकों पर लागू नीति ही चलेगी।
desk-meter-may-not-change = आप देख सकते हैं; बदलने का अधिकार सर्कुलेशन को है।
desk-meter-stale = इस बीच किसी ने नीति बदल दी। उसे फिर से देखें और अपना बदलाव दोहराएँ; आपका कुछ भी सहेजा नहीं गया।
desk-meter-publish = मसौदा प्रकाशित करें
desk-meter-publish-note = किसलिए, एक पंक्ति में (ऑडिट लॉग के लिए)
desk-meter-discard = मसौदा हटाएँ
desk-meter-not-read = { $field }: यहाँ “{ $text }” नहीं चलेगा।
desk-meter-problem = { $place }: { $field }: { $wrong }।
desk-meter-problem-of-field = { $field }: { $wrong }।
desk-meter-place-meter = मीटर “{ $name }”
desk-meter-place-rule = नियम { $number }, “{ $name }”
desk-meter-unknown = नियमों में ऐसे नाम हैं जो अख़बार में (अभी) नहीं हैं: { $names }।

# मीटर।
desk-meter-meters = मीटर
desk-meter-meters-say = मीटर एक अवधि में अलग-अलग ख़बरें गिनता है। जब तक कोई नियम कुछ और न कहे, मीटर वाली ख़बरें पहले मीटर में गिनी जाती हैं।
desk-meter-window = अवधि
desk-meter-free-limit = लॉग-इन के बिना ख़बरें
desk-meter-registered-limit = लॉग-इन के साथ ख़बरें
desk-meter-grace = रियायती ख़बरें
desk-meter-grace-says = सीमा के बाद इतनी और ख़बरें खुलती हैं।
desk-meter-window-month = कैलेंडर माह
desk-meter-window-week = सप्ताह, सोमवार से
desk-meter-window-day = दिन
desk-meter-window-days = { $days ->
    [one] पिछला { $days } दिन
   *[other] पिछले { $days } दिन
 }
desk-meter-new-meter = नया मीटर
desk-meter-edit-meter = मीटर
desk-meter-edit = बदलें
desk-meter-remove = हटाएँ
desk-meter-name-hint = छोटे अंग्रेज़ी अक्षर, अंक और हाइफ़न। नाम या अवधि बदलने पर गिनती नए सिरे से शुरू होती है।
desk-meter-newcomers = पहली बार आने वाले
desk-meter-newcomers-prove = कुछ भी गिने जाने से पहले उन्हें कुकी लौटानी होती है। तब कुकी मिटाने से तुरंत कुछ हासिल नहीं होता।
desk-meter-newcomers-open = ख़बर तुरंत खुलती है और नए बने डिवाइस पर गिनी जाती है।
desk-meter-newcomers-change-to-open = पहली बार आने वालों के लिए तुरंत खोलें
desk-meter-newcomers-change-to-prove = पहली बार आने वालों से कुकी की पुष्टि लें

# नियम।
desk-meter-rules = नियम
desk-meter-rules-say = ख़बर और पाठक पर लागू होने वाला पहला नियम तय करता है। जहाँ कोई नियम लागू न हो, वहाँ ख़बर का अपना स्तर तय करता है। स्टाफ़ और जिनके पास माँगी गई सुविधा है, वे हमेशा पढ़ सकते हैं।
desk-meter-no-rules = कोई नियम नहीं: हर ख़बर का अपना स्तर तय करता है।
desk-meter-order = क्रम
desk-meter-new-rule = नया नियम
desk-meter-edit-rule = नियम
desk-meter-up = ऊपर
desk-meter-down = नीचे
desk-meter-up-of = “{ $name }” को ऊपर ले जाएँ
desk-meter-down-of = “{ $name }” को नीचे ले जाएँ
desk-meter-edit-of = “{ $name }” बदलें
desk-meter-remove-of = “{ $name }” हटाएँ
desk-meter-which-stories = कौन-सी ख़बरें
desk-meter-which-visitors = किसके लिए
desk-meter-outcome = तब क्या
desk-meter-levels = स्तर
desk-meter-topics = विषय
desk-meter-languages = भाषाएँ
desk-meter-older = इतने दिन से पुरानी
desk-meter-newer = ज़्यादा से ज़्यादा इतने दिन पुरानी
desk-meter-audience = पाठक
desk-meter-countries = देश
desk-meter-countries-hint = दो-दो अक्षर, जैसे IN, GB। तभी चलता है जब आगे का प्रॉक्सी देश बताता हो।
desk-meter-entries = विज़िट कहाँ से शुरू हुई
desk-meter-entries-hint = पथ, एक पंक्ति में एक; अंत में * हो तो जो भी ऐसे शुरू होता है। आधे घंटे तक याद रखा जाता है, और तभी जब कोई नियम पूछता हो।
desk-meter-slugs-hint = छोटे नाम जैसे पतों में होते हैं, बीच में अल्पविराम। ख़ाली: सभी।
desk-meter-empty-is-all = कुछ न चुनें तो सभी।
desk-meter-languages-hint = जैसे en या hi। ख़ाली: सभी।
desk-meter-of-levels = स्तर: { $levels }
desk-meter-restricted = { $field }: { $list }
desk-meter-older-than = { $days ->
    [one] { $days } दिन से पुरानी
   *[other] { $days } दिनों से पुरानी
 }
desk-meter-newer-than = { $days ->
    [one] ज़्यादा से ज़्यादा { $days } दिन पुरानी
   *[other] ज़्यादा से ज़्यादा { $days } दिन पुरानी
 }
desk-meter-everybody = सभी
desk-meter-anonymous = बिना लॉग-इन
desk-meter-registered = पंजीकृत, कभी सब्सक्राइब नहीं किया
desk-meter-lapsed = सब्सक्रिप्शन ख़त्म
desk-meter-subscribers = सब्सक्राइबर
desk-meter-subscribers-of = “{ $plan }” के सब्सक्राइबर
desk-meter-institutions = किसी संस्थान से
desk-meter-institution = संस्थान “{ $name }” से
desk-meter-then-free = मुफ़्त
desk-meter-then-counted = मीटर “{ $meter }” में गिनी जाती है
desk-meter-then-register = लॉग-इन ज़रूरी
desk-meter-then-subscribe = सब्सक्रिप्शन ज़रूरी
desk-meter-then-benefit = केवल इसके साथ: { $benefit }

# जो नहीं हो सकता।
desk-meter-not-stories = पहले मीटर का नाम “stories” होता है
desk-meter-too-many = { $there } बहुत ज़्यादा हैं; अधिकतम { $most }
desk-meter-too-much = { $value }, { $most } से ज़्यादा है
desk-meter-not-slug = “{ $text }” छोटा नाम नहीं है; छोटे अंग्रेज़ी अक्षर, अंक और हाइफ़न लिखें, अधिकतम 80
desk-meter-taken = इससे पहले किसी और का यही नाम है; दूसरा चुनें
desk-meter-less-than-free = { $less }, बिना लॉग-इन की { $more } ख़बरों से कम है: पंजीकरण से ख़बरें घट जाएँगी
desk-meter-not-line = 1 से { $max } अक्षरों की एक पंक्ति लिखें
desk-meter-no-level = कम से कम एक स्तर चुनें
desk-meter-not-path = “{ $text }” पथ नहीं है; / से शुरू करें
desk-meter-never-of-age = कोई ख़बर { $least } दिन से पुरानी और ज़्यादा से ज़्यादा { $most } दिन पुरानी नहीं हो सकती
desk-meter-never-asked = इससे पहले “{ $name }” ऐसी सभी ख़बरों के बारे में सबके लिए तय कर देता है; इस नियम को उससे ऊपर ले जाएँ
desk-meter-no-such-meter = “{ $name }” नाम का कोई मीटर नहीं है; ये हैं: { $there }
desk-meter-no-such-institution = “{ $name }” नाम का कोई संस्थान नहीं है; पहले उसे संस्थान में जोड़िए

# किसे रोका जाएगा।
desk-meter-preview = यहाँ किसे रोका जाएगा, और क्यों
desk-meter-preview-story = ख़बर (उसका पता)
desk-meter-preview-try = आज़माएँ
desk-meter-preview-latest = हर स्तर की ताज़ा ख़बर:
desk-meter-preview-none = अख़बार में ऐसी कोई ख़बर नहीं है।
desk-meter-preview-of = { $level }
desk-meter-visitor = पाठक
desk-meter-now = लागू नीति
desk-meter-then = मसौदे के साथ
desk-meter-changes = बदलता है
desk-meter-by = तय किया: { $rule }
desk-meter-own-level = ख़बर का अपना स्तर
desk-meter-try-newcomer = पहली बार, अभी कोई कुकी नहीं
desk-meter-try-anonymous = बिना लॉग-इन, ख़बरें बाक़ी
desk-meter-try-anonymous-full = बिना लॉग-इन, मीटर पूरा
desk-meter-try-registered = पंजीकृत, ख़बरें बाक़ी
desk-meter-try-registered-full = पंजीकृत, मीटर पूरा
desk-meter-try-lapsed = सब्सक्रिप्शन ख़त्म, मीटर पूरा
desk-meter-try-crawler = सर्च इंजन
desk-meter-reads = पढ़ता है: { $why }
desk-meter-walled = वॉल: { $why }
desk-meter-open-free = मुफ़्त
desk-meter-open-metered = गिनी गई, { $limit } में से { $used }
desk-meter-open-registered = लॉग-इन है
desk-meter-open-benefit = सब्सक्रिप्शन में शामिल
desk-meter-open-gift = उपहार
desk-meter-open-crawler = सब पढ़ सकता है
desk-meter-open-institution = संस्थान भुगतान करता है
desk-meter-open-emergency = अभी सबके लिए खुली
desk-meter-open-staff = यहाँ काम करता है
desk-meter-wall-limit = सीमा पूरी
desk-meter-wall-premium = सब्सक्रिप्शन ज़रूरी
desk-meter-wall-register = लॉग-इन ज़रूरी
desk-meter-wall-benefit = सुविधा नहीं है
desk-meter-wall-newcomer = शुरुआती हिस्सा; व्यक्ति अगली बार कुकी लौटाता है

# इतिहास।
desk-meter-history = इतिहास
desk-meter-version = संस्करण
desk-meter-note = टिप्पणी
desk-meter-made-at = कब
desk-meter-restore = इसे मसौदा बनाएँ
desk-meter-restore-of = संस्करण { $version } को मसौदा बनाएँ
desk-meter-of-file = masthead.toml
desk-meter-give-back = फिर से masthead.toml को तय करने दें
desk-meter-as-text = जैसे masthead.toml में लिखा जाता है
