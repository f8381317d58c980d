"""Common Polish names for made-up people."""

FIRST = (
    "Anna Maria Katarzyna Małgorzata Agnieszka Barbara Ewa Krystyna Elżbieta Zofia Jan Piotr Krzysztof Andrzej "
    "Tomasz Paweł Marcin Michał Łukasz Jakub Łucja Żaneta Ścibor Ćwiek"
).split()
LAST = (
    "Nowak Lis Wrona Zięba Źrebiec Żak Ćwikła Łuczak Śliwa Ostrowski Dąb Mazur Krawczyk Zając Wróbel Sikora Baran "
    "Głowacz Kędzior Jeż Kos Szczygieł Bąk Świerk Jesion Wierzba Kalina Malina Brzoza Sosna"
).split()
