tests='AnotherStudy|StudyOf2021|Mask'
green . "$tests"

plant "the first years instead of the last" survey/study_roles.go \
  's|name\+"\."\+given\[n-2\], name\+"\."\+given\[n-1\]|name+"."+given[0], name+"."+given[1]|' . "$tests"
plant "controls of one name only" regression.go \
  's|controlTerms\(w, study\.Controls,|controlTerms(w, []string{"control"},|' . "$tests"
plant "classes of everybody" archetypes.go \
  's|rowsOf\(w, plan\.Population\)|rowsOf(w, "all")|' . "$tests"
plant "a metric without its parts" scores.go \
  's|if survey\.InList\(scale\.Parts, c\.Name\)|if slices.Contains(scale.Parts[:1], c.Name)|' . "$tests"
plant "masks of one name for all" measure.go \
  's|m\.masks\[population\]|m.masks[""]|' . "$tests"

tests='Study|Role'
green ./survey "$tests"

plant "a metric that is a driver too" survey/study_check.go \
  's|if overlap\(m\.constructs\(\), part\)|if false|' ./survey "$tests"
plant "roles that the study contradicts" survey/study_check.go \
  's|!own\.uses\(con\.Name, role\)|!own.uses(con.Name, roleOptions)|' ./survey "$tests"
plant "empty lists are lost" survey/study.go \
  's|json:"controls,omitzero"|json:"controls,omitempty"|' ./survey "$tests"
