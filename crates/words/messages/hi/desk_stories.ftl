# न्यूज़रूम: ख़बरों की सूची।
desk-headline-contains = शीर्षक में
desk-status-all = सभी
desk-new-story = नई ख़बर
desk-no-story-fits = ऐसी कोई ख़बर नहीं है।
desk-changed = बदलाव
story-status-draft = मसौदा
story-status-published = प्रकाशित
story-status-withdrawn = हटाई गई

# एक ख़बर।
desk-story-status = स्थिति: { $status }
desk-story-version = स्थिति: { $status }, संस्करण { $version }
desk-story-preview = पूर्वावलोकन
desk-story-preview-saved = पिछली सहेजी ख़बर का पूर्वावलोकन
desk-story-what-is-saved = अभी क्या सहेजा हुआ है
desk-story-saved-now = जैसी वह अभी सहेजी हुई है, संस्करण { $version }
desk-story-overtaken = जब से आपने यह ख़बर खोली है, किसी और ने इसे सहेज लिया है। आपका लिखा सहेजा नहीं गया: वह फ़ॉर्म में वैसा ही है, और जो अभी सहेजा हुआ है वह नीचे है। जो रहना चाहिए उसे उतार लीजिए; दोबारा सहेजने पर आपका लिखा उसकी जगह ले लेगा।
desk-story-save-and-publish = सहेजें और छापें
desk-story-save-and-publish-again = सहेजें और फिर छापें
desk-story-withdraw = अख़बार से हटाएँ
desk-story-published-ask = छप चुकी है: बदलाव के लिए संपादक से कहिए।
desk-story-withdrawn-ask = हटा ली गई है: संपादक से बात कीजिए।
desk-story-not-saved = आपका लिखा सहेजा नहीं गया; वह यहाँ वैसा ही है, ताकि आप उसे उतार सकें।
desk-story-headline = शीर्षक
desk-story-kicker = ऊपरी शीर्षक
desk-story-standfirst = उपशीर्षक
desk-story-section = विषय
desk-story-address-hint = ख़ाली छोड़ने पर शीर्षक से बनेगा। अगर बदले, तो पुराना पता नए पर ले जाएगा।
desk-story-access = पहुँच
desk-story-benefit = साथ में ज़रूरी सुविधा
desk-story-benefit-none = कोई नहीं
desk-story-authors-hint = उनके नाम या पते, अल्पविराम से अलग।
desk-story-topics = टैग
desk-story-topics-hint = अल्पविराम से अलग।
desk-story-picture = तस्वीर
desk-story-picture-hint = इस अख़बार पर उसका पता; ख़ाली छोड़ने पर ख़बर बिना तस्वीर के रहेगी।
desk-story-picture-alt = तस्वीर में क्या है
desk-story-picture-alt-hint = उनके लिए जो उसे देख नहीं सकते। ख़ाली छोड़ने पर तस्वीर के अपने शब्द रहेंगे।
desk-story-caption = कैप्शन
desk-story-credit = साभार
desk-story-language = भाषा
desk-story-translation-of = किसका अनुवाद
desk-story-translation-hint = उस ख़बर का पता जिसे यह दूसरी भाषा में कहती है।
desk-story-lead = आमुख
desk-story-lead-says = आमुख: इसे हर कोई पढ़ सकता है
desk-story-body = मुख्य पाठ
desk-story-body-says = मुख्य पाठ: दीवार के पीछे
desk-story-markdown = मार्कडाउन में।

# ख़बर में जो नहीं चलेगा।
desk-not-own-story = लेखक अपनी ही ख़बरों पर काम करते हैं; यह आपकी नहीं है।
desk-published-already = यह ख़बर पहले ही छप चुकी है।
desk-only-published = केवल छपी हुई ख़बर हटाई जा सकती है।
desk-overtaken = जब से आपने यह ख़बर खोली है, किसी और ने इसे सहेज लिया है। कुछ नहीं बदला गया: ख़बर को फिर से खोलिए।
desk-not-published = यह ख़बर छापी नहीं जा सकी। कृपया इसे फिर से खोलिए।
desk-too-long = { $field }: कृपया ज़्यादा से ज़्यादा { $max } अक्षर।
desk-headline-missing = शीर्षक: कृपया लिखिए।
desk-headline-no-address = इस शीर्षक से पता नहीं बनता: कृपया छोटे लैटिन अक्षरों में एक पता लिखिए।
desk-address-wrong = पता: छोटे लैटिन अक्षर, अंक और हाइफ़न लिखिए, ज़्यादा से ज़्यादा 120।
desk-address-taken = पता: “{ $address }” इस विषय में पहले से है।
desk-section-missing = विषय: कृपया एक चुनिए।
desk-access-wrong = पहुँच: “{ $access }” कोई स्तर नहीं है: free, metered, registered या premium लिखिए।
desk-benefit-wrong = सुविधा: “{ $benefit }” कोई सुविधा नहीं है: unlimited, premium, epaper, newsletters, smart-investor, archive, ad-free या partner:NAME लिखिए।
desk-language-wrong = भाषा: अख़बार के पन्ने “{ $language }” नहीं बोलते: en या hi लिखिए।
desk-lead-missing = आमुख: इसे हर कोई देखता है, इसलिए कृपया लिखिए।
desk-lead-notes = आमुख: टिप्पणियाँ मुख्य पाठ में लिखिए, वे उसी के अंत में आती हैं।
desk-topic-no-letter = टैग: “{ $topic }” में पते के लिए कोई अक्षर नहीं है।
desk-authors-same-name = लेखक: “{ $name }” नाम के एक से ज़्यादा हैं। कृपया लेखक का पता लिखिए।
desk-author-unknown = लेखक: “{ $name }” नाम का कोई लेखक नहीं है। पहले लेखक को जोड़िए।
desk-picture-unknown = { $field }: { $path } पर कोई तस्वीर नहीं है।
desk-original-unknown = किसका अनुवाद: इस पते पर कोई ख़बर नहीं है; उसे /economy/a-story की तरह लिखिए।
desk-original-itself = किसका अनुवाद: कोई ख़बर अपना ही अनुवाद नहीं होती।
desk-original-translates = किसका अनुवाद: वह ख़बर ख़ुद अनुवाद है; उसकी मूल ख़बर बताइए।
desk-original-same-language = किसका अनुवाद: वह ख़बर इसी भाषा में है।
desk-original-has-one = किसका अनुवाद: उस ख़बर का इस भाषा में अनुवाद पहले से है।
desk-original-is-one = किसका अनुवाद: इस ख़बर के ख़ुद अनुवाद हैं, इसलिए यह मूल ख़बर है।

# विषय।
desk-section-title = विषय /{ $section }
desk-all-sections = सभी विषय
desk-add-section = विषय जोड़ें
desk-section-description = विवरण
desk-section-position = क्रम
desk-section-opinion = इसमें विचार छपते हैं: मुखपृष्ठ उन्हें अलग, चेहरों के साथ दिखाता है
desk-section-address-wrong = पता: छोटे लैटिन अक्षर, अंक और हाइफ़न, और ऐसा शब्द नहीं जो अख़बार के अपने पन्नों के लिए चाहिए।
desk-name-missing = नाम: कृपया लिखिए।
desk-position-wrong = क्रम: कृपया पूर्ण संख्या लिखिए।
desk-section-is-page = पता: /{ $address } पर एक स्थायी पन्ना है।
desk-section-exists = पता: “{ $address }” विषय पहले से है।

# लेखक।
desk-author-title = लेखक { $author }
desk-all-authors = सभी लेखक
desk-add-author = लेखक जोड़ें
desk-author-role = पद
desk-author-bio = कुछ वाक्य
desk-author-picture = इस अख़बार पर चित्र का पता
desk-author-portrait = चित्र
desk-author-address-wrong = पता: छोटे लैटिन अक्षर, अंक और हाइफ़न।
desk-author-exists = पता: “{ $address }” लेखक पहले से है।

# स्थायी पन्ने।
desk-page-title = पन्ना /{ $page }
desk-page-changed = { $title }, { $date } को बदला गया
desk-page-new = नए पन्ने का पता
desk-page-new-example = contact
desk-page-write = लिखें
desk-page-address-wrong = पता: छोटे लैटिन अक्षर, अंक और हाइफ़न; न किसी विषय का, न ऐसा जो अख़बार के अपने पन्नों के लिए चाहिए।
desk-page-name = शीर्षक
desk-page-name-missing = शीर्षक: कृपया लिखिए।
desk-page-text = पाठ
desk-page-text-says = पाठ, मार्कडाउन में

# हर घटक, एक ही पन्ने पर।
components = घटक
components-says = अख़बार के पन्नों का हर हिस्सा, उजला और गहरा, हिन्दी में, और लंबे पाठ के साथ। ये वही मैक्रो हैं जिनसे पन्ने बने हैं।
components-light = उजला
components-dark = गहरा
components-hindi = हिन्दी
components-long = लंबे पाठ
components-headlines = शीर्षक खंड
components-shorts = संक्षेप, विचार, चिह्न
components-byline = लेखक पंक्ति
components-listing = सूची और पन्ने पलटना
components-notices = सूचनाएँ
components-forms = फ़ॉर्म की पंक्तियाँ
components-plans = योजनाएँ
components-text = पाठ
