# Faults of codebooks and waves' files, some of which no test noticed once.
tests='ComparedByValue|WholeOnes|TwoReadings|SaysWhat|BlankRows|WithoutAnswers|GroupThousands'
tests+='|EverybodyTicked|BoundsOfANumber|SpacesAround|WithoutSpaces|ManyMissing|PopulationNames'
green ./survey "$tests"

plant "minimum taken as exclusive" survey/column.go \
  's/x < \*c\.Minimum/x <= *c.Minimum/' ./survey "$tests"
plant "a tab at the beginning of a cell unquoted" survey/csv_write.go \
  's/space := bareText\(text\) != text/space := false/' ./survey "$tests"
plant "missing codes compared as texts" survey/csv_cell.go \
  's/k = r\.codeOfValue\(x\)/_ = r.codeOfValue(x)/' ./survey "$tests"
plant "ids of numbers compared as texts" survey/csv_cell.go \
  's/return cellNumber\(x\)$/return string(cell)/' ./survey "$tests"
plant "2^53 + 1 is 2^53" survey/codebook_readings.go \
  's/ok \&\& !beyondWhole\(s, x\)/ok/' ./survey "$tests"
plant "a missing code is an answer" survey/codebook_clash.go \
  's/clash \&\& !settled \&\&/false \&\& clash \&\& !settled \&\&/' ./survey "$tests"
plant "rows of blanks are respondents" survey/csv.go \
  's/if s\.blankRow\(\) \{/if false {/' ./survey "$tests"
plant "three decimals alone are thousands" survey/csv_points.go \
  's/p\.whole > 0 \&\& p\.thousands > 0/p.thousands > 0/' ./survey "$tests"
plant "ticked by everybody, nobody missing" survey/ticked.go \
  's/ \&\& slices\.Min\(data\) < 0//' ./survey "$tests"
plant "spaces around strata" survey/csv_cell.go \
  's/case r\.key:/case false:/' ./survey "$tests"
plant "missing values anew for each field" survey/csv.go \
  's/f\.spec\(in\.missing\)/f.spec(in.book.missingCodes())/' ./survey "$tests"
