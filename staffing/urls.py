"""Pages of heads and people."""

app_name = "staffing"
urlpatterns = []
