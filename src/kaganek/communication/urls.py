"""Addresses of communication."""

from __future__ import annotations

from django.urls import path

from kaganek.communication.views import (
    cards,
    chat,
    chat_rooms,
    forum_files,
    groups,
    messages,
    moderating,
    spaces,
    topics,
)

app_name = "communication"
urlpatterns = [
    path("forum/", spaces.forum, name="forum"),
    path("forum/szukaj/", spaces.search, name="search"),
    path("forum/<int:space_id>/", spaces.space, name="space"),
    path("forum/<int:space_id>/nowy-temat/", topics.new_topic, name="new_topic"),
    path("forum/tematy/<int:topic_id>/", topics.topic, name="topic"),
    path("forum/tematy/<int:topic_id>/odpowiedz/", topics.reply, name="reply"),
    path("forum/tematy/<int:topic_id>/obserwuj/", topics.follow, name="follow"),
    path("forum/tematy/<int:topic_id>/porzadek/", moderating.order, name="order"),
    path("forum/tematy/<int:topic_id>/przenies/", moderating.move, name="move"),
    path("forum/tematy/<int:topic_id>/wpisy/<int:number>/popraw/", topics.edit, name="edit"),
    path("forum/tematy/<int:topic_id>/wpisy/<int:number>/odpowiedz/", topics.mark, name="mark"),
    path("forum/tematy/<int:topic_id>/wpisy/<int:number>/ukryj/", moderating.hide, name="hide"),
    path("forum/tematy/<int:topic_id>/wpisy/<int:number>/zglos/", moderating.report, name="report"),
    path("forum/pliki/<int:file_id>/", forum_files.file, name="post_file"),
    path("forum/obrazy/<int:file_id>/", forum_files.picture, name="post_picture"),
    path("forum/zgloszenia/", moderating.reports, name="reports"),
    path("forum/zgloszenia/<int:report_id>/", moderating.judge, name="judge"),
    path("forum/grupy/", groups.groups, name="groups"),
    path("forum/grupy/<str:code>/nowa/", groups.new_group, name="new_group"),
    path("forum/grupy/<int:space_id>/", groups.group, name="group"),
    path("forum/grupy/<int:space_id>/zamknij/", groups.close, name="close_group"),
    path("wiadomosci/", messages.conversations, name="conversations"),
    path("wiadomosci/nowa/", messages.new, name="new_conversation"),
    path("wiadomosci/<int:conversation_id>/", messages.conversation, name="conversation"),
    path("wiadomosci/<int:conversation_id>/przeczytane/", messages.read, name="read"),
    path("wiadomosci/<int:conversation_id>/odmowa/", messages.refuse, name="refuse"),
    path("wiadomosci/zglos/<int:message_id>/", messages.report, name="report_message"),
    path("konto/wizytowka/", cards.own, name="own_card"),
    path("kontakt/<int:person_id>/", cards.card, name="card"),
    path("czat/", chat_rooms.rooms, name="chats"),
    path("czat/nowy/<int:space_id>/", chat_rooms.new, name="chat_new"),
    path("czat/<int:room_id>/", chat.room, name="chat"),
    path("czat/<int:room_id>/wypowiedz/", chat.speak, name="chat_say"),
    path("czat/<int:room_id>/linie/", chat.lines, name="chat_lines"),
    path("czat/<int:room_id>/bilet/", chat.ticket, name="chat_ticket"),
    path("czat/<int:room_id>/przeczytane/", chat.read, name="chat_read"),
    path("czat/<int:room_id>/ustawienia/", chat_rooms.change, name="chat_change"),
    path("czat/<int:room_id>/zamknij/", chat_rooms.close, name="chat_close"),
    path("czat/<int:room_id>/zapis/", chat_rooms.transcript, name="chat_transcript"),
    path("czat/<int:room_id>/zapis.<str:fmt>", chat_rooms.transcript_file, name="chat_transcript_file"),
    path("czat/wypowiedzi/<int:line_id>/wycofaj/", chat.withdraw, name="chat_withdraw"),
]
