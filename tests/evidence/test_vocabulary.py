"""The vocabulary on the words of real histories."""

import time

import pytest

from glabella.core.errors import EvidenceError
from glabella.core.vocabulary import KINDS, Recognition, Vocabulary
from glabella.evidence.catalogue import sources
from glabella.evidence.vocabulary import vocabulary

# (text, what must be found, parts that must be handed back). "no x": denied,
# "family x": said of a relative, "reacts x": an allergy in another list,
# "x=term": spelling read as that term.
CONDITIONS = (
    ("MG", "myasthenia-gravis"),
    ("myasthenia gravis", "myasthenia-gravis"),
    ("Myasthenia Gravis (2019)", "myasthenia-gravis"),
    ("myastenia gravs", "myasthenia-gravis=myasthenia", "gravs"),
    ("no myasthenia gravis", "no myasthenia-gravis"),
    (
        "denies dysphagia, diplopia, dyspnoea",
        "no dysphagia; no eye-disease; no breathing",
    ),
    ("no dysphagia, dry eye", "no dysphagia; dry-eye"),
    (
        "no dysphagia, dyspnoea or ptosis",
        "no dysphagia; no breathing; no eyelid-ptosis",
    ),
    ("No asthma and COPD", "no breathing; breathing"),
    ("dysphagia: none", "no dysphagia"),
    ("Dysphagia - no", "no dysphagia"),
    ("MG ruled out", "no myasthenia-gravis"),
    ("MG not ruled out", "myasthenia-gravis"),
    ("not well controlled asthma", "breathing"),
    ("no longer asthmatic", "breathing"),
    ("family history of ALS", "family als"),
    ("mother has MND", "family als"),
    ("MND in mother", "family als"),
    ("keloids in her sister", "family keloid"),
    ("keloid (mother)", "family keloid"),
    ("no personal or family history of keloid", "no keloid"),
    ("personal and family history of keloids", "keloid"),
    ("previous Bell\u2019s palsy", "facial-palsy"),
    ("Bells palsy 2012, left", "facial-palsy"),
    ("pregnant", "pregnancy"),
    ("not pregnant", "no pregnancy"),
    ("not pregnant or breastfeeding", "no pregnancy; no breastfeeding"),
    ("pregnant, mother of two", "pregnancy"),
    ("breastfeeding mother", "breastfeeding"),
    ("trying to conceive", "pregnancy-planned"),
    ("Lou Gehrig's disease", "als"),
    ("A.L.S.", "als"),
    ("LEMS", "lambert-eaton"),
    ("none", ""),
    ("nil", ""),
    ("n/a", ""),
    ("N/A", ""),
    ("NKDA", ""),
    ("no known medical conditions", ""),
    ("-", ""),
    ("", ""),
    ("???", "", "???"),
    ("12345", "", "12345"),
    ("not sure", "", "not sure"),
    ("unknown", "", "unknown"),
    ("healthy", "no-known-effect-condition"),
    ("lactose intolerance", "lactose-intolerance"),
    ("cow's milk allergy", "reacts cows-milk-protein"),
    ("allergic to Botox", "reacts botulinum-toxin"),
    ("allergic to gentamicin", "reacts aminoglycosides"),
    ("singer", "occupation-performer"),
    ("plays the trumpet", "occupation-mouth"),
    ("Sjögren's syndrome", "dry-eye"),
    ("Sjoegren syndrome", "dry-eye"),
    ("sjogrens", "dry-eye"),
    ("haemophilia A", "bleeding-disorder"),
    ("hemophilia", "bleeding-disorder"),
    ("von Willebrand's", "bleeding-disorder"),
    ("foobar syndrome", "", "foobar"),
    ("mild asthma since childhood", "breathing"),
    ("asthma, hay fever; hypothyroid", "breathing; no-known-effect-condition"),
    ("previous pregnancy", "no-known-effect-condition"),
    ("negative pregnancy test", "no-known-effect-condition"),
    ("pregnancy test negative", "no-known-effect-condition"),
    ("no problems with swallowing", "no dysphagia"),
    ("no difficulty swallowing", "no dysphagia"),
    ("family doctor treats asthma", "breathing"),
    ("warfarin for AF", "anticoagulants; cardiovascular"),
    ("MS", "multiple-sclerosis"),
    ("diabetes type 2", "diabetes"),
    ("type 2 diabetes", "diabetes"),
    ("melasma", "no-known-effect-condition"),
    ("neither pregnant nor breastfeeding", "no pregnancy; no breastfeeding"),
    ("Not pregnant. Not breastfeeding.", "no pregnancy; no breastfeeding"),
    ("pregnant: no. breastfeeding: no", "no pregnancy; no breastfeeding"),
    ("Pregnant: N", "no pregnancy"),
    ("pregnant? no", "no pregnancy"),
    ("no active infection", "no skin-infection"),
    (
        "no evidence of myasthenia gravis or Lambert-Eaton",
        "no myasthenia-gravis; no lambert-eaton",
    ),
    ("ruled out for MG", "myasthenia-gravis"),
    ("?MG", "myasthenia-gravis"),
    ("query myasthenia", "myasthenia-gravis"),
    ("possible body dysmorphia", "body-dysmorphic-disorder"),
    ("denies body dysmorphia; has keloids", "no body-dysmorphic-disorder; keloid"),
    ("denies asthma, takes warfarin", "no breathing; anticoagulants"),
    ("denies MG, has COPD", "no myasthenia-gravis; breathing"),
    ("without dysphagia", "no dysphagia"),
    ("asthma without dyspnoea", "breathing; no breathing"),
    ("never had Bell's palsy", "no facial-palsy"),
    ("never diagnosed with BDD", "no body-dysmorphic-disorder"),
    ("no history of keloids", "no keloid"),
    ("no h/o keloids", "no keloid"),
    ("hx of Bell's palsy", "facial-palsy"),
    ("PMH: asthma, T2DM, HTN", "breathing; diabetes; hypertension"),
    ("PMH nil", ""),
    ("nil of note", ""),
    ("grandmother had Parkinson's disease", "family central-neurological"),
    ("father died of motor neurone disease", "family als"),
    ("brother (haemophilia)", "family bleeding-disorder"),
    ("haemophilia runs in the family", "family bleeding-disorder"),
    ("husband has cold sores", "family skin-infection"),
    ("FHx: ALS", "family als"),
    ("family history of keloid, asthma", "family keloid; breathing"),
    ("family history of ALS and pregnant", "family als; pregnancy"),
    ("pregnant and family history of ALS", "pregnancy; family als"),
    ("mother of three, breastfeeding", "breastfeeding"),
    ("new mother, breastfeeding", "breastfeeding"),
    ("her mother takes warfarin", "family anticoagulants"),
    ("dry eyes (mild)", "dry-eye"),
    ("blepharoplasty 2021", "eye-or-lid-surgery"),
    ("had a facelift 3 years ago", "facial-surgery"),
    ("myasthénie", "myasthenia-gravis"),
    ("Fazialisparese", "facial-palsy"),
    ("Keloïd", "keloid"),
    ("schwanger", "pregnancy"),
    ("KELOIDS!!!", "keloid"),
    ("cold sores occasionally", "skin-infection"),
    ("muscular dystrophy", "neuromuscular-other"),
    ("Multiple sclerosis diagnosed 2010", "multiple-sclerosis"),
    ("ALS?", "als"),
    ("MND/ALS", "als"),
    ("G6PD deficiency", "no-known-effect-condition"),
    ("patient is a professional flautist", "occupation-mouth"),
    ("I am pregnant", "pregnancy"),
    ("she is 12 weeks pregnant", "pregnancy"),
    ("12/40 pregnant", "pregnancy"),
    ("not breast-feeding", "no breastfeeding"),
    ("breast cancer 2015, in remission", "no-known-effect-condition"),
    ("narrow angle glaucoma", "glaucoma"),
    ("open angle glaucoma", "no-known-effect-condition"),
    ("AF on apixaban", "cardiovascular; anticoagulants"),
    ("AF on apixiban", "cardiovascular; anticoagulants=apixaban"),
    ("ITP", "bleeding-disorder"),
    ("dysphgia", "dysphagia=dysphagia"),
    ("disphagia", "dysphagia=dysphagia"),
    ("myaesthenia gravis", "myasthenia-gravis=myasthenia"),
    ("Lambert Eaten syndrome", "lambert-eaton=Lambert-Eaton syndrome"),
    ("sleep apnoea (CPAP)", "breathing"),
    ("sleep apnea", "breathing"),
    ("smoker 10/day", "no-known-effect-condition"),
    ("diabetic", "diabetes"),
    ("no", ""),
    ("No.", ""),
    ("none known", ""),
    ("No relevant medical history", ""),
    ("nothing to report", ""),
    ("fit and well", "no-known-effect-condition"),
    ("keloid - yes", "keloid"),
    ("asthma, no inhalers", "breathing"),
    ("allergy to cow's milk protein", "reacts cows-milk-protein"),
    ("CMPA as a baby", "reacts cows-milk-protein"),
    ("unable to close left eye", "", "unable to close"),
    ("no cure for ALS yet", "als", "no cure"),
    ("not only asthma but COPD", "breathing"),
    ("no improvement of dysphagia", "dysphagia"),
    ("dysphagia not improved", "dysphagia"),
    ("dysphagia resolved", "dysphagia"),
    ("can't swallow pills", "dysphagia"),
    ("nursing", "breastfeeding"),
    ("works in nursing", "no-known-effect-condition"),
    ("MG, on Mestinon", "myasthenia-gravis; neuromuscular-disease-treatments"),
    ("MG 5", "myasthenia-gravis"),
    ("mg", "myasthenia-gravis"),
    ("ms", "multiple-sclerosis"),
    ("negative for MG", "no myasthenia-gravis"),
    ("free of dysphagia", "no dysphagia"),
    ("asthma free", "no breathing"),
    ("partner is pregnant", "family pregnancy"),
    ("dysphagia in 2019 after mother died", "dysphagia"),
    ("l'asthme", "breathing"),
    ("Myasthenia gravis, MG; myasthenia", "myasthenia-gravis"),
    ("keloids (no), asthma", "no keloid; breathing"),
    ("No MG. ALS.", "no myasthenia-gravis; als"),
    ("MG. No ALS", "myasthenia-gravis; no als"),
    ("has no keloids", "no keloid"),
    ("no keloid scars but bruises easily", "no keloid; bleeding-disorder"),
    (
        "no bleeding disorder apart from von Willebrand disease",
        "no bleeding-disorder; bleeding-disorder",
    ),
    ("neither MG nor LEMS", "no myasthenia-gravis; no lambert-eaton"),
    (
        "Bell's palsy, resolved 2015; no residual weakness",
        "facial-palsy",
        "no residual weakness",
    ),
    ("hay fever only", "no-known-effect-condition"),
    ("asthma\u2014well controlled", "breathing"),
    ("difficulties with swallowing", "dysphagia"),
    ("dysphonia", "dysarthria-dysphonia"),
    ("ectropion", "lid-laxity"),
    ("chemosis", "", "chemosis"),
    ("bulging eyes", "eye-disease"),
    ("Pregnancy: unsure", "pregnancy", "unsure"),
    ("could be pregnant", "pregnancy"),
    ("last pregnancy 2020", "no-known-effect-condition"),
    ("trying for a baby", "pregnancy-planned"),
    ("IVF cycle", "pregnancy-planned"),
    ("perimenopausal on HRT", "no-known-effect-condition; no-known-effect"),
    ("ASA 2", "no-known-effect-condition"),
    ("ASA", "antiplatelets"),
    ("DOAC for AF", "anticoagulants; cardiovascular"),
    ("mother-in-law has ALS", "family als"),
    ("ALS in her maternal uncle", "family als"),
    ("none except asthma", "breathing"),
    ("I don't have asthma", "no breathing"),
    ("doesn't have MG", "no myasthenia-gravis"),
    ("Asthma as a child", "breathing"),
    ("childhood eczema", "skin-disease-at-site"),
    ("cowsmilk allergy", "reacts cows-milk-protein=cow's milk"),
    ("allergic to cow's milk", "reacts cows-milk-protein"),
    ("allergic to albumin and lactose", "reacts albumin; reacts lactose"),
    ("egg allergy", "reacts no-known-effect-allergy"),
    ("Botox allergy", "reacts botulinum-toxin"),
    ("reaction to Dysport", "reacts botulinum-toxin"),
    ("nickel allergy", "reacts no-known-effect-allergy"),
    ("dental abscess", "skin-infection"),
    ("herpes on lip", "skin-infection"),
)

MEDICINES = (
    ("gentamicin 80 mg iv", "aminoglycosides"),
    ("gentamicin and foobarol", "aminoglycosides", "foobarol"),
    (
        "aspirin and warfarin; baclofen",
        "antiplatelets; anticoagulants; muscle-relaxants",
    ),
    ("Coumadin 5 mg", "anticoagulants"),
    ("aspirin 75mg od", "antiplatelets"),
    ("ASPIRIN 75 MG OD", "antiplatelets"),
    ("asprin", "antiplatelets=aspirin"),
    ("co codamol 30/500", "no-known-effect"),
    ("cocodamol", "no-known-effect"),
    ("vit E", "bruising-supplements"),
    ("vitamin e 400 iu", "bruising-supplements"),
    ("omega 3", "bruising-supplements"),
    ("Omega-3 fish oil 1000mg", "bruising-supplements"),
    ("St. John's wort", "other-supplements"),
    ("levothyroxine 100 mcg", "no-known-effect"),
    ("Botox (Aug)", "other-botulinum-toxins"),
    ("no aspirin", "no antiplatelets"),
    ("not taking aspirin", "no antiplatelets"),
    ("stopped warfarin 2 weeks ago", "anticoagulants"),
    ("penicillin", "no-known-effect"),
    ("penicillamine", "penicillamine"),
    ("quinine", "quinine"),
    ("quinidine", "quinidine"),
    ("quinidin", "quinidine"),
    ("doxycycline 100mg bd for acne", "tetracyclines; skin-disease-at-site"),
    ("Mg citrate", "magnesium"),
    ("Mg", "", "Mg"),
    ("aspirin mg", "antiplatelets"),
    ("magnesium", "magnesium"),
    ("ciclosporin eye drops", "ciclosporin"),
    ("hydroxychloroquine (Plaquenil) 200 mg", "aminoquinolines"),
    ("neosporin", "aminoglycosides; polymyxins"),
    ("paroxetine", "ssris; anticholinergic-action"),
    ("orphenadrine", "anticholinergics; muscle-relaxants"),
    ("Excedrin", "antiplatelets"),
    ("no regular medication, aspirin prn", "antiplatelets"),
    ("no medicines except ibuprofen", "nsaids"),
    ("none except warfarin", "anticoagulants"),
    ("nothing", ""),
    ("takes as a rule nothing", ""),
    ("pyridostigmine for MG", "neuromuscular-disease-treatments; myasthenia-gravis"),
    ("Zyxofen 20 mg", "", "Zyxofen"),
    ("ibuprofin prn", "nsaids=ibuprofen"),
    ("iburpofen", "nsaids=ibuprofen"),
    ("clonidine", "no-known-effect"),
    ("clonazepam", "benzodiazepines"),
    ("vinblastine", "no-known-effect"),
    ("St John\u2019s Wort", "other-supplements"),
    ("the pill", "no-known-effect"),
    ("hrt", "no-known-effect"),
    ("blood thinner", "anticoagulants"),
    ("Marcumar", "anticoagulants"),
    ("ASS 100", "antiplatelets"),
    ("amlodipine/valsartan", "calcium-channel-blockers; no-known-effect"),
    ("no reaction to warfarin", "anticoagulants"),
    ("no problems with aspirin", "antiplatelets"),
    (
        "allergic to penicillin, takes warfarin",
        "reacts no-known-effect-allergy; anticoagulants",
    ),
    ("insulin", "no-known-effect"),
    ("mother takes warfarin", "family anticoagulants"),
    ("5 mg", "", "5 mg"),
    ("tablets", "", "tablets"),
    ("Sinthrome", "anticoagulants"),
    ("acénocoumarol", "anticoagulants"),
    ("MG", "myasthenia-gravis"),
    ("magnesium 400 MG", "magnesium"),
    ("Botox 50 units Aug 2026", "other-botulinum-toxins"),
    ("Disport", "other-botulinum-toxins=Dysport"),
    ("none", ""),
    ("N/A", ""),
    ("nil regular", ""),
    ("no meds", ""),
    ("no blood thinners", "no anticoagulants"),
    ("not on blood thinners", "no anticoagulants"),
    ("no longer takes warfarin", "anticoagulants"),
    ("clopidogrel 75mg + aspirin 75mg", "antiplatelets"),
    ("clopidogrel/aspirin", "antiplatelets"),
    ("rivaroxiban", "anticoagulants=rivaroxaban"),
    ("eliquis 5mg bd", "anticoagulants"),
    ("Gentamycin drops", "aminoglycosides=gentamicin"),
    ("clindamycin gel", "lincosamides"),
    ("neomycin", "aminoglycosides"),
    ("vibramycin", "tetracyclines"),
    ("Minocin MR", "tetracyclines"),
    ("Valium prn", "muscle-relaxants"),
    ("diazapam", "muscle-relaxants=diazepam"),
    ("lorazepam", "benzodiazepines"),
    ("tizanidine 2 mg nocte", "muscle-relaxants"),
    ("cyclobenzaprin", "muscle-relaxants=cyclobenzaprine"),
    ("Flexaril", "muscle-relaxants=Flexeril"),
    ("solifenacin", "anticholinergics"),
    ("oxybutinin", "anticholinergics=oxybutynin"),
    ("amitriptyline 10mg nocte", "anticholinergic-action"),
    ("sertraline 50", "ssris"),
    ("setraline", "ssris=sertraline"),
    ("prozac", "ssris"),
    ("fish oil, vitamin E, garlic tablets, ginkgo", "bruising-supplements"),
    ("turmeric", "other-supplements"),
    ("plaquenil", "aminoquinolines"),
    ("quinine sulphate 300mg", "quinine"),
    ("tonic water", "quinine"),
    ("hydroxyzine", "anticholinergic-action"),
    ("hydralazine", "no-known-effect"),
    ("metformin 500 mg bd", "no-known-effect"),
    ("metronidazole", "no-known-effect"),
    ("Microgynon", "no-known-effect"),
    ("Ozempic weekly", "no-known-effect"),
    ("Roaccutane", "retinoids"),
    ("lithium carbonate 400mg", "lithium"),
    ("azithromycin", "macrolides"),
    ("D-penicillamine", "penicillamine"),
    ("penicillin V", "no-known-effect"),
    ("verapamil", "calcium-channel-blockers"),
    ("amlodopine", "calcium-channel-blockers=amlodipine"),
    ("mestinon", "neuromuscular-disease-treatments"),
    ("riluzole", "neuromuscular-disease-treatments"),
    ("curare", "neuromuscular-blockers"),
    ("rocuronium", "neuromuscular-blockers"),
    ("zinc 50mg", "zinc"),
    ("alcohol", "alcohol"),
    ("ibuprofen 400mg tds prn, paracetamol 1 g qds", "nsaids; no-known-effect"),
    (
        "1. aspirin 2. warfarin 3. baclofen",
        "antiplatelets; anticoagulants; muscle-relaxants",
    ),
    (
        "aspirin, foobarol 20mg, zyx 5 mg and warfarin",
        "antiplatelets; anticoagulants",
        "foobarol / zyx",
    ),
    ("Levothyroxin 75µg", "no-known-effect=levothyroxine"),
    ("Novalgin", "nsaids"),
    ("Marcoumar", "anticoagulants"),
    ("Lioresal", "muscle-relaxants"),
    ("Sirdalud 2mg", "muscle-relaxants"),
    ("Doliprane", "no-known-effect"),
    ("kardégic 75", "antiplatelets"),
    ("Adiro 100", "antiplatelets"),
    ("vitamin d3 1000iu", "other-supplements"),
    ("co-amoxiclav 625", "no-known-effect"),
    ("salbutamol inhaler prn", "no-known-effect"),
    ("warfarin (stopped)", "anticoagulants"),
    ("avoid aspirin", "antiplatelets", "avoid"),
    ("aspirin allergy", "reacts antiplatelets"),
    ("allergic to aspirin", "reacts antiplatelets"),
    ("Takes aspirin as needed", "antiplatelets"),
    ("as a rule none", ""),
    ("natural remedies", "", "natural remedies"),
    ("Chinese herbs", "", "Chinese herbs"),
    ("antibiotics", "", "antibiotics"),
    ("painkillers", "", "painkillers"),
    ("St Johns Wart", "other-supplements=St John's wort"),
    ("ASA 81 mg", "antiplatelets"),
    ("vit. E", "bruising-supplements"),
    ("5-HTP", "other-supplements"),
    ("B12 injections", "other-supplements"),
    ("Aspirin®", "antiplatelets"),
    ("Botox®", "other-botulinum-toxins"),
    ("botox last month, 40 units forehead", "other-botulinum-toxins"),
    ("none, but aspirin when needed", "antiplatelets"),
    ("Metformin; Ramipril; Amlodipine", "no-known-effect; calcium-channel-blockers"),
    ("co-codamol 8/500 2 tabs qds", "no-known-effect"),
    ("gentamicin eye drops qds", "aminoglycosides"),
    ("warfarin, INR 2.5", "anticoagulants"),
    ("Nurofen plus", "nsaids"),
    ("baby aspirin", "antiplatelets"),
    ("low dose aspirin", "antiplatelets"),
    ("AAS 100", "antiplatelets"),
    ("antihistamine", "", "antihistamine"),
    ("anti-inflammatories", "nsaids"),
    ("blood pressure tablets", "", "blood pressure"),
    ("statin", "no-known-effect"),
    ("thyroid tablets", "no-known-effect-condition"),
    ("inhalers", "", "inhalers"),
    ("Tylenol #3", "no-known-effect"),
    ("l'aspirine", "antiplatelets"),
    ("magnesio", "magnesium"),
    ("MgSO4", "magnesium"),
    ("omeprazole,lansoprazole", "no-known-effect"),
    ("omeprazole/aspirin", "no-known-effect; antiplatelets"),
    ("quinine and quinidine", "quinine; quinidine"),
    ("hydroxychloroquin", "aminoquinolines"),
    ("cefazolin", "no-known-effect"),
    ("amikacin iv", "aminoglycosides"),
    ("neomycin/polymyxin drops", "aminoglycosides; polymyxins"),
    ("dantrolene", "muscle-relaxants"),
    ("carisoprodol (Soma)", "muscle-relaxants"),
    ("orphenadrine 100mg", "anticholinergics; muscle-relaxants"),
    ("suxamethonium at last operation", "neuromuscular-blockers"),
    ("spectinomycin", "spectinomycin"),
    ("lincomycin", "lincosamides"),
    ("colistin nebulised", "polymyxins"),
    ("lymecycline 408 mg", "tetracyclines"),
    ("procyclidine", "anticholinergics"),
    ("Spiriva inhaler", "anticholinergics"),
    ("Buscopan", "anticholinergics"),
    ("acenocoumarol", "anticoagulants"),
    ("dabigatran 150mg bd", "anticoagulants"),
    ("clexane 40mg", "anticoagulants"),
    ("ticagrelor", "antiplatelets"),
    ("naproxen", "nsaids"),
    ("celecoxib", "nsaids"),
    ("escitalopram", "ssris"),
    ("krill oil", "bruising-supplements"),
    ("gingko", "bruising-supplements=ginkgo"),
    ("primaquine", "aminoquinolines"),
    ("Malarone", "antimalarials"),
    ("lercanidipine", "calcium-channel-blockers"),
    ("cyclosporine", "ciclosporin"),
    ("Restasis", "ciclosporin"),
    ("Xeomin", "other-botulinum-toxins"),
    ("Letybo, Relfydess", "other-botulinum-toxins"),
    ("isotretinoin 20mg", "retinoids"),
    ("doxylamine", "anticholinergic-action"),
    ("streptozocin", "no-known-effect"),
    ("metoprolol", "no-known-effect"),
    ("misoprostol", "no-known-effect"),
    ("hydroxycloroquine", "aminoquinolines=hydroxychloroquine"),
    ("chlorpropamide", "no-known-effect"),
    ("prednisolone", "no-known-effect"),
    ("not asked", "", "not asked"),
)

ALLERGIES = (
    ("penicillin", "no-known-effect-allergy"),
    ("Botox", "botulinum-toxin"),
    ("botox cosmetic", "botulinum-toxin"),
    ("albumin", "albumin"),
    ("egg albumin", "no-known-effect-allergy"),
    ("milk", "cows-milk-protein"),
    ("cow's milk protein", "cows-milk-protein"),
    ("cows milk", "cows-milk-protein"),
    ("lactose", "lactose"),
    ("lactose intolerance", "lactose-intolerance"),
    ("dairy", "cows-milk-protein"),
    ("almond milk", "no-known-effect-allergy"),
    ("casein", "cows-milk-protein"),
    ("no known drug allergies", ""),
    ("NKA", ""),
    ("eggs, nuts and pollen", "no-known-effect-allergy"),
    ("polysorbate 80", "polysorbate"),
    ("latex gloves", "latex"),
    ("lignocaine", "local-anaesthetics"),
    ("gentamicin", "aminoglycosides"),
    ("asthma", "breathing"),
    ("no allergies except penicillin", "no-known-effect-allergy"),
    ("not allergic to eggs", "no no-known-effect-allergy"),
    ("Dysport (rash 2019)", "botulinum-toxin"),
    ("anaphylaxis to Xeomin", "botulinum-toxin"),
    ("allergies", "", "allergies"),
    ("allergy to foobarium", "", "foobarium"),
    ("human serum albumen", "albumin=human serum albumin"),
    ("HSA", "albumin"),
    ("Cow\u2019s milk", "cows-milk-protein"),
    ("cows' milk", "cows-milk-protein"),
    ("milk protein (casein)", "cows-milk-protein"),
    ("lactose intolerant", "lactose-intolerance"),
    ("not milk", "no cows-milk-protein"),
    ("no milk allergy", "no cows-milk-protein"),
    ("egg white", "no-known-effect-allergy"),
    ("iodine", "antiseptics"),
    ("sulfa", "no-known-effect-allergy"),
    ("sulpha drugs", "no-known-effect-allergy"),
    ("aspirin", "antiplatelets"),
    ("lidocaine - swelling", "local-anaesthetics"),
    ("Xylocaine", "local-anaesthetics"),
    ("none known", ""),
    ("NKDA", ""),
    ("nil known", ""),
    ("no known allergies", ""),
    ("No allergies", ""),
    ("penicillin (anaphylaxis)", "no-known-effect-allergy"),
    ("penicillin - rash", "no-known-effect-allergy"),
    ("bee stings", "no-known-effect-allergy"),
    ("cats and dogs", "no-known-effect-allergy"),
    ("human serum albumin", "albumin"),
    ("Albumen", "albumin=albumin"),
    ("botulinum toxin type A", "botulinum-toxin"),
    ("Botox?", "botulinum-toxin"),
    ("BoNT-A", "botulinum-toxin"),
    ("Azalure", "botulinum-toxin=Azzalure"),
    ("polysorbate", "polysorbate"),
    ("histidine", "histidine"),
    ("whey", "cows-milk-protein"),
    ("Kuhmilch", "cows-milk-protein"),
    ("leche", "cows-milk-protein"),
    ("foobar nuts", "no-known-effect-allergy", "foobar"),
    ("hayfever, dust", "no-known-effect-allergy"),
    ("unknown", "", "unknown"),
    ("food", "", "food"),
    ("elastoplast", "no-known-effect-allergy"),
    ("parmesan cheese", "cows-milk-protein", "parmesan"),
    ("soya milk", "no-known-effect-allergy"),
    ("goat's milk", "cows-milk-protein"),
    ("tryptophan", "tryptophan"),
    ("trehalose", "trehalose"),
    ("chlorhexidine", "antiseptics"),
    ("EMLA cream", "local-anaesthetics"),
    ("bupivacaine", "local-anaesthetics"),
    ("no known allergies except latex", "latex"),
    ("?penicillin", "no-known-effect-allergy"),
    ("ovalbumin", "no-known-effect-allergy"),
    ("Milcheiweiss", "cows-milk-protein"),
)


def _told(recognition: Recognition, kind: str) -> str:
    """The matches in the short form of the tables, each once."""
    told = {}
    for match in recognition.matches:
        words = []
        if match.negated:
            words.append("no")
        if match.family:
            words.append("family")
        if match.as_allergy and kind != "allergy":
            words.append("reacts")
        spelled = f"={match.term}" if match.matched_by == "spelling" else ""
        told[" ".join((*words, match.class_id + spelled))] = None
    return "; ".join(told)


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return vocabulary()


VIGNETTES = [
    pytest.param(
        kind, row[0], row[1], row[2] if len(row) > 2 else "", id=f"{kind}-{number}"
    )
    for kind, rows in (
        ("condition", CONDITIONS),
        ("medicine", MEDICINES),
        ("allergy", ALLERGIES),
    )
    for number, row in enumerate(rows)
]


@pytest.mark.parametrize(("kind", "text", "expected", "unknown"), VIGNETTES)
def test_a_text_is_read_as_a_clinician_would(words, kind, text, expected, unknown):
    recognition = words.recognise(text, kind=kind)
    assert _told(recognition, kind) == expected
    assert " / ".join(recognition.unrecognised) == unknown


def test_the_tables_are_large():
    assert len(VIGNETTES) > 400


def test_every_term_is_found_in_its_own_class(words):
    missed = [
        (one.id, term)
        for one in words.classes
        for term in one.terms
        if one.id not in _said(words.recognise(term, kind=one.kind))
    ]
    assert missed == []


def _said(recognition: Recognition) -> set[str]:
    whole = not recognition.unrecognised
    return {
        match.class_id
        for match in recognition.matches
        if whole and not match.negated and not match.family
    }


def test_every_listed_misspelling_is_read_as_its_own_term(words):
    missed = []
    for one in words.classes:
        for wrong, right in one.misspelt:
            found = words.recognise(wrong, kind=one.kind).matches
            kinds = [(m.class_id, m.term, m.matched_by) for m in found]
            if (one.id, right, "spelling") not in kinds:
                missed.append((wrong, right, kinds))
    assert missed == []


def _swapped(word: str) -> list[str]:
    return [
        word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        for place in range(1, len(word) - 1)
    ]


@pytest.mark.parametrize("class_id", ["aminoglycosides", "anticoagulants", "als"])
def test_a_slip_never_turns_a_term_into_another_class(words, class_id):
    one = words.term_class(class_id)
    terms = [term for term in one.terms if term.isascii() and term.isalpha()]
    for term in terms:
        for slip in _swapped(term):
            found = words.recognise(slip, kind=one.kind).matches
            spelled = {m.class_id for m in found if m.matched_by == "spelling"}
            assert not spelled or class_id in spelled, (slip, found)


LOOK_ALIKES = [
    ("penicillin", "penicillamine"),
    ("quinine", "quinidine"),
    ("clonidine", "clonazepam"),
    ("hydroxyzine", "hydralazine"),
    ("metformin", "metronidazole"),
    ("metoprolol", "misoprostol"),
    ("chlorpropamide", "chlorpromazine"),
    ("streptozocin", "streptomycin"),
    ("tizanidine", "tiagabine"),
    ("vinblastine", "vincristine"),
    ("amlodipine", "amiloride"),
    ("dysphagia", "dysphasia"),
    ("dysphagia", "dysphonia"),
    ("dysplasia", "dysphagia"),
    ("hypertension", "hypotension"),
    ("keratosis", "keratitis"),
    ("lactose", "lactase"),
    ("albumin", "ovalbumin"),
]


@pytest.mark.parametrize(("one", "other"), LOOK_ALIKES)
def test_look_alikes_are_each_read_as_themselves(words, one, other):
    kind = "condition" if one.startswith(("dys", "hyp", "ker")) else "medicine"
    for text in (one, other):
        (match,) = {
            m.term: m for m in words.recognise(text, kind=kind).matches
        }.values()
        assert match.matched_by == "exact"
        assert match.term.lower() == text


@pytest.mark.parametrize(
    "name", ["fluxofenin", "warfaroxil", "quinaprine", "tobradexin", "clonapril"]
)
def test_an_unknown_name_is_never_taken_for_a_known_one(words, name):
    recognition = words.recognise(f"{name} 20 mg", kind="medicine")
    assert recognition.matches == ()
    assert recognition.unrecognised == (name,)


HOSTILE = {
    "one long word": "a" * 100_000,
    "many unknown words": "qwzxkjvbnm" * 3 + " " + "plimsoll nexovar " * 6_000,
    "one medicine": "aspirin " * 12_500,
    "relatives": "mother asthma " * 7_000,
    "denials": "no or not " * 10_000,
    "digits": "1234567890 " * 9_000,
    "marks": ".,;:-/&()[]!?" * 8_000,
    "control characters": "\x00\x01\x1b[31m" * 10_000,
    "accents": "e\u0301" * 50_000,
    "single letters": "a b c " * 16_000,
    "apostrophes": "a'" * 50_000,
    "invisible": "as\u200bpirin \u202e" * 5_000,
    "pictures": "\U0001f600" * 30_000,
    "lines": "\n\r\n" * 30_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("kind", ["condition", "medicine"])
def test_hostile_text_is_answered_soon_and_in_plain_characters(words, text, kind):
    started = time.perf_counter()
    recognition = words.recognise(text, kind=kind)
    assert time.perf_counter() - started < 10
    for part in (recognition.text, *recognition.unrecognised):
        assert not {c for c in part if ord(c) < 32 and c not in "\n\r"}
        assert "\u202e" not in part


def test_text_without_any_word_is_handed_back_or_empty(words):
    assert words.recognise(" \t\n ", kind="medicine").unrecognised == ()
    assert words.recognise("\U0001f600", kind="medicine").unrecognised == (
        "\U0001f600",
    )


# --- the classes ------------------------------------------------------------------

NEEDED = {
    "condition": (
        "myasthenia-gravis lambert-eaton als motor-neuropathy neuromuscular-other "
        "generalised-disorder-of-muscle-activity dysphagia breathing facial-palsy keloid "
        "dry-eye lid-laxity eyelid-ptosis dermatochalasis eye-or-lid-surgery facial-surgery "
        "body-dysmorphic-disorder bleeding-disorder cardiovascular glaucoma skin-infection "
        "skin-disease-at-site diabetes urinary-incontinence thick-sebaceous-skin "
        "dysarthria-dysphonia occupation-mouth occupation-performer pregnancy "
        "pregnancy-planned breastfeeding no-known-effect-condition"
    ),
    "medicine": (
        "aminoglycosides spectinomycin lincosamides polymyxins tetracyclines "
        "neuromuscular-blockers anticholinergics muscle-relaxants other-botulinum-toxins "
        "magnesium quinidine quinine ciclosporin penicillamine aminoquinolines antimalarials "
        "calcium-channel-blockers anticoagulants antiplatelets nsaids ssris "
        "bruising-supplements benzodiazepines no-known-effect"
    ),
    "allergy": (
        "botulinum-toxin albumin cows-milk-protein lactose polysorbate histidine trehalose "
        "tryptophan local-anaesthetics latex antiseptics no-known-effect-allergy"
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_classes_that_the_rules_ask_for_are_there(words, kind):
    assert {words.term_class(key).kind for key in NEEDED[kind].split()} == {kind}


def test_every_class_names_sources_that_exist(words):
    known = sources()
    for one in words.classes:
        assert one.sources, one.id
        assert set(one.sources) <= set(known), one.id


def test_only_what_has_no_effect_or_says_so_rests_on_ourselves_alone(words):
    ours = {one.id for one in words.classes if set(one.sources) == {"GLABELLA"}}
    harmless = {one.id for one in words.classes if one.effect == "no-known-effect"}
    practical = {
        *("sucrose", "gelatin", "benzyl-alcohol", "local-anaesthetics", "latex"),
        *("antiseptics", "neuromuscular-disease-treatments"),
    }
    assert ours - harmless == practical
    assert all(words.term_class(one).note for one in ours)


@pytest.mark.parametrize(
    ("class_id", "effect"),
    [
        ("aminoglycosides", "stronger"),
        ("neuromuscular-blockers", "stronger"),
        ("anticholinergics", "anticholinergic"),
        ("muscle-relaxants", "weakness"),
        ("other-botulinum-toxins", "weakness"),
        ("tetracyclines", "uncertain"),
        ("ciclosporin", "uncertain"),
        ("aminoquinolines", "weaker"),
        ("quinine", "stronger"),
        ("calcium-channel-blockers", "stronger"),
        ("anticoagulants", "bruising"),
        ("retinoids", "no-known-effect"),
        ("multiple-sclerosis", "no-known-effect"),
    ],
)
def test_a_class_has_the_effect_that_its_sources_state(words, class_id, effect):
    assert words.term_class(class_id).effect == effect


def test_no_class_says_both_that_a_term_matters_and_that_it_does_not(words):
    harmless: dict[tuple[str, str], str] = {}
    for one in words.classes:
        for term in one.terms:
            key = (one.kind, "".join(filter(str.isalnum, term.casefold())))
            effect = harmless.setdefault(key, one.effect)
            assert (effect == "no-known-effect") == (one.effect == "no-known-effect"), (
                key
            )


# --- broken files -------------------------------------------------------------------

GOOD = {
    "name": '"Test"',
    "kind": '"medicine"',
    "effect": '"stronger"',
    "sources": '["CI2"]',
    "terms": '"one | two | ~tow = two"',
}


def _folder(tmp_path, **changes):
    folder = tmp_path / "screening" / "vocabulary"
    folder.mkdir(parents=True)
    lines = {**GOOD, **changes}
    text = "".join(f"{key} = {value}\n" for key, value in lines.items() if value)
    (folder / "test.toml").write_text(f"[test]\n{text}", encoding="utf-8")
    return tmp_path


def test_a_small_file_is_read(tmp_path):
    (one,) = vocabulary(_folder(tmp_path)).classes
    assert one.terms == ("one", "two")
    assert one.misspelt == (("tow", "two"),)


BROKEN = {
    "unknown kind": ({"kind": '"herb"'}, "kind: unknown"),
    "unknown effect": ({"effect": '"bad"'}, "effect: unknown"),
    "no sources": ({"sources": "[]"}, "sources: is not"),
    "a source that is no text": ({"sources": "[1]"}, "sources: is not"),
    "sources missing": ({"sources": ""}, "sources: is missing"),
    "no terms": ({"terms": '""'}, "terms: is empty"),
    "an empty term": ({"terms": '"one || two"'}, "terms: cannot read"),
    "a line of wrong spellings": ({"terms": '"~one"'}, "terms: cannot read"),
    "a spelling of nothing": ({"terms": '"one | ~"'}, "not on its line"),
    "a spelling of another line": ({"terms": '"one | ~x = two"'}, "not on its line"),
    "a term twice": ({"terms": '"one | one"'}, "is there twice"),
    "an unknown field": ({"colour": '"red"'}, "colour: unknown field"),
}


@pytest.mark.parametrize(("changes", "problem"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_by_name(tmp_path, changes, problem):
    with pytest.raises(EvidenceError, match=problem) as error:
        vocabulary(_folder(tmp_path, **changes))
    assert "screening/vocabulary/test.toml: test" in str(error.value)


def test_a_class_in_two_files_is_refused(tmp_path):
    folder = _folder(tmp_path) / "screening" / "vocabulary"
    text = (folder / "test.toml").read_text(encoding="utf-8")
    (folder / "zz.toml").write_text(text, encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"zz\.toml: test: is there twice"):
        vocabulary(tmp_path)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(EvidenceError, match="no class was found"):
        vocabulary(tmp_path)
