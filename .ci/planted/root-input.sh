# Faults of codebooks and waves' files, some of which no test noticed once.
tests='ComparedByValue|WholeOnes|TwoReadings|SaysWhat|BlankRows|WithoutAnswers|GroupThousands'
tests+='|EverybodyTicked|BoundsOfANumber|SpacesAround|WithoutSpaces|ManyMissing|PopulationNames'
green . "$tests"

plant "minimum taken as exclusive" column.go \
  's/x < \*c\.Minimum/x <= *c.Minimum/' . "$tests"
plant "a tab at the beginning of a cell unquoted" csv_write.go \
  's/space := bareText\(text\) != text/space := false/' . "$tests"
plant "missing codes compared as texts" csv_cell.go \
  's/k = r\.codeOfValue\(x\)/_ = r.codeOfValue(x)/' . "$tests"
plant "ids of numbers compared as texts" csv_cell.go \
  's/return cellNumber\(x\)$/return string(cell)/' . "$tests"
plant "2^53 + 1 is 2^53" codebook_readings.go \
  's/ok \&\& !beyondWhole\(s, x\)/ok/' . "$tests"
plant "a missing code is an answer" codebook_clash.go \
  's/clash \&\& !settled \&\&/false \&\& clash \&\& !settled \&\&/' . "$tests"
plant "rows of blanks are respondents" csv.go \
  's/if s\.blankRow\(\) \{/if false {/' . "$tests"
plant "three decimals alone are thousands" csv_points.go \
  's/p\.whole > 0 \&\& p\.thousands > 0/p.thousands > 0/' . "$tests"
plant "ticked by everybody, nobody missing" codebook_warn.go \
  's/ \&\& slices\.Min\(data\) < 0//' . "$tests"
plant "spaces around strata" csv_cell.go \
  's/case r\.key:/case false:/' . "$tests"
plant "missing values anew for each field" csv.go \
  's/f\.spec\(in\.missing\)/f.spec(in.book.missingCodes())/' . "$tests"
