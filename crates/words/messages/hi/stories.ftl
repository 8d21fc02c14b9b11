# मुखपृष्ठ, सूचियाँ, ख़बरें।
front-page-of = मुखपृष्ठ, { $date }
no-story-yet = पहली ख़बर अभी लिखी जा रही है।
nothing-here-yet = यहाँ अभी कुछ नहीं छपा है।
nothing-under-name-yet = इस नाम से अभी कुछ नहीं छपा है।
premium = प्रीमियम
with-account = खाते के साथ
premium-today = { $count ->
    [one] आज की { $count } प्रीमियम ख़बर, हमारे संपादकों की चुनी हुई
   *[other] आज की { $count } प्रीमियम ख़बरें, हमारे संपादकों की चुनी हुई
  }
premium-handpicked = प्रीमियम ख़बरें, हमारे संपादकों की चुनी हुई
latest = ताज़ा
most-read = सबसे ज़्यादा पढ़ी गईं
stories = ख़बरें
more-stories = और ख़बरें
newest-stories = सबसे नई ख़बरें
older-stories = पुरानी ख़बरें
stories-about = { $topic } से जुड़ी ख़बरें।
reading-minutes = { $minutes } मिनट का पाठ
updated = अद्यतन
and-last = और
related = इससे जुड़ी ख़बरें
next-in = { $section } में आगे
more-about = इस विषय पर और
this-story-in = यह ख़बर हिन्दी में
have-read = इस महीने आपने { $limit } में से { $used } मुफ़्त ख़बरें पढ़ी हैं।
subscribe-for-unlimited = सदस्य बनकर जितना चाहें पढ़ें
as-of = { $date } की स्थिति
close = बंद करें

# ख़बर के औज़ार।
tools = औज़ार
save = सहेजें
share = साझा करें
print = छापें
listen = सुनें
pause = ठहरें
go-on = आगे सुनें
stop = रोकें
reading = पढ़ने के विकल्प
text-size = अक्षरों का आकार
text-small = छोटे
text-medium = मध्यम
text-large = बड़े
text-larger = और बड़े
colours = रंग
colours-auto = उपकरण जैसे
colours-light = उजले
colours-dark = गहरे
link-copied = लिंक कॉपी हो गया है।
link-is = लिंक यह है:

# पाठक की अपनी सूची।
saved-stories = सहेजी हुई ख़बरें
saved-none = अभी कुछ सहेजा नहीं गया है। हर ख़बर में इसके लिए एक बटन है।
saved-count = { $count ->
    [one] { $count } ख़बर
   *[other] { $count } ख़बरें, आख़िर में सहेजी हुई सबसे पहले
  }
saved-now = “{ $headline }” सहेज ली गई है।
saved-removed = “{ $headline }” अब आपकी सूची में नहीं है।
saved-too-many = आपकी सूची में 500 ख़बरें हैं, इससे ज़्यादा नहीं रखी जा सकतीं। पहले कुछ हटाइए।
remove = हटाएँ
subscribe-for-unlimited-access = सदस्य बनिए और जितना चाहें पढ़िए।
saved = सहेजी गई
also-in = यह भी
preview-says = यह ख़बर वैसी है जैसी सहेजी गई है और जैसी अख़बार में दिखेगी। पाठक इसे छपने के बाद देखेंगे।
preview-back = संपादन पर लौटें
preview-wall = यहाँ दीवार है
